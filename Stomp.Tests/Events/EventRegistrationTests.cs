using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using NUnit.Framework;
using Stomp.Broker;
using Stomp.Broker.Publishing;
using Stomp.Broker.Sessions;
using Stomp.Tests.InMemory;

namespace Stomp.Tests.Events;

/// <summary>Handlers of events come out of the services of the application.</summary>
public sealed class EventRegistrationTests
{
    [Test]
    public async Task Handlers_may_themselves_use_the_broker_and_come_in_their_order()
    {
        HostApplicationBuilder builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddStompBroker().AddSessionEvents<First>().AddSessionEvents<Second>().AddSessionEvents<First>();
        using IHost host = builder.Build();
        await host.StartAsync();
        await using var client = new WireClient(host.Services.GetRequiredService<StompBroker>());
        await client.SendAsync(Wire.Connect("1.2") + Wire.Subscribe("1", "/topic/presence"));
        Assert.That($"{await client.ReadAsync()}", Is.EqualTo("CONNECTED 1.2"));
        Assert.That((await client.ReadManyAsync(2)).Select(frame => $"{frame}"), Is.EqualTo(["MESSAGE 1 first: 1 connected", "MESSAGE 1 second"]));
        await client.SendAsync(Wire.Disconnect());
        await client.ExpectEndAsync();
        await host.StopAsync();
    }

    [Test]
    public void A_handler_that_cannot_be_made_stops_the_start()
    {
        HostApplicationBuilder builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddStompBroker().AddSessionEvents<NeedsMore>();
        using IHost host = builder.Build();
        Assert.That(async () => await host.StartAsync(), Throws.InvalidOperationException.With.Message.Contains(nameof(NeedsMore)));
    }

    private sealed class First(IStompPublisher publisher, IUserRegistry registry) : IStompSessionEvents
    {
        public ValueTask OnSubscribedAsync(StompSubscription subscription) =>
            publisher.PublishAsync("/topic/presence", $"first: {registry.GetSessions().Count} connected");
    }

    private sealed class Second(StompBroker broker) : IStompSessionEvents
    {
        public ValueTask OnSubscribedAsync(StompSubscription subscription) => broker.Publisher.PublishAsync("/topic/presence", "second");
    }

    private sealed class NeedsMore(Version version) : IStompSessionEvents
    {
        public ValueTask OnConnectedAsync(IStompSession session) => throw new NotSupportedException($"{version}");
    }
}
