using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using NUnit.Framework;
using Stomp.Broker;
using Stomp.Broker.Publishing;
using Stomp.Tests.InMemory;

namespace Stomp.Tests.Publishing;

/// <summary><c>AddStompBroker</c>.</summary>
public sealed class RegistrationTests
{
    [Test]
    public async Task Adding_it_twice_adds_settings_only()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddStompBroker(options => options.TopicPrefix = "/t/");
        services.AddStompBroker(options => options.QueuePrefix = "/q/");
        await using ServiceProvider provider = services.BuildServiceProvider();
        StompBroker broker = provider.GetRequiredService<StompBroker>();
        Assert.That(provider.GetRequiredService<IStompPublisher>(), Is.SameAs(broker.Publisher));
        Assert.That(provider.GetServices<StompBroker>().Count(), Is.EqualTo(1));
        Assert.That(provider.GetServices<IStompPublisher>().Count(), Is.EqualTo(1));
        Assert.That(provider.GetServices<IHostedService>().Count(), Is.EqualTo(1));
        Assert.That(async () => await broker.Publisher.PublishAsync("/topic/a", "x"), Throws.ArgumentException.With.Message.Contains("/t/ or /q/"));
    }

    [TestCase("/a/", "/a/")]
    [TestCase("/a/", "/a/b/")]
    [TestCase("/a/b/", "/a/")]
    public void Prefixes_that_cannot_be_told_apart_stop_the_start(string topicPrefix, string queuePrefix)
    {
        HostApplicationBuilder builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddStompBroker(options => (options.TopicPrefix, options.QueuePrefix) = (topicPrefix, queuePrefix));
        using IHost host = builder.Build();
        Assert.That(async () => await host.StartAsync(), Throws.InstanceOf<OptionsValidationException>().With.Message.Contains("must differ"));
    }

    [TestCase("/topic/")]
    [TestCase("/topic/user/")]
    public void A_prefix_of_users_that_cannot_be_told_from_another_stops_the_start(string prefix)
    {
        HostApplicationBuilder builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddStompBroker(options => options.Users.Prefix = prefix);
        using IHost host = builder.Build();
        Assert.That(async () => await host.StartAsync(), Throws.InstanceOf<OptionsValidationException>().With.Message.Contains("Users.Prefix must differ"));
    }

    [Test]
    public async Task The_host_stops_the_broker_when_it_stops()
    {
        HostApplicationBuilder builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddStompBroker();
        using IHost host = builder.Build();
        await host.StartAsync();
        await using var client = new WireClient(host.Services.GetRequiredService<StompBroker>());
        await client.SendAsync(Wire.Connect("1.2"));
        Assert.That((await client.ReadAsync()).Command, Is.EqualTo("CONNECTED"));
        Task stopped = host.StopAsync();
        await client.ExpectErrorAsync("shutting down");
        await stopped.WaitAsync(WireClient.Patience);
    }
}
