using NUnit.Framework;
using Stomp.Broker.Policies;
using Stomp.Tests.InMemory;

namespace Stomp.Tests.Queues;

/// <summary>When queues come to be, and when they go.</summary>
public sealed class QueueLifetimeTests : BrokerFixture
{
    private const string Queue = "/queue/a";

    [Test]
    public async Task Where_none_is_created_by_use_only_those_that_a_policy_names_are()
    {
        Start(options => options.Policies
            .Add(new StompDestinationPolicy { Destination = "/queue/**", AutoCreate = false })
            .Add(new StompDestinationPolicy { Destination = Queue }));
        WireClient client = await Broker.ConnectAsync();
        await client.SendAsync(Wire.Send(Queue, "m") + Wire.Subscribe("1", Queue));
        await client.ExpectAsync("MESSAGE 1 m");
        await client.SendAsync(Wire.Send("/queue/b", "m", "receipt:r\n"));
        WireFrame error = await client.ExpectErrorAsync("there is no queue /queue/b, and none comes to be by being used");
        Assert.That(error["receipt-id"], Is.EqualTo("r"));
        WireClient other = await Broker.ConnectAsync();
        await other.SendAsync(Wire.Subscribe("1", "/queue/c"));
        await other.ExpectErrorAsync("there is no queue /queue/c");
    }

    [Test]
    public async Task One_that_nobody_consumes_from_is_deleted_when_its_time_is_over()
    {
        Start(options => options.Policies.Add(new StompDestinationPolicy { Destination = Queue, Expires = TimeSpan.FromSeconds(10) }));
        WireClient client = await Broker.ConnectAsync();
        await client.DoAsync(Wire.Subscribe("1", Queue, "client"));
        Time.Advance(20_000);
        Assert.That(Broker.Engine.QueueCount, Is.EqualTo(1), "it has a consumer");
        await client.DoAsync(Wire.Unsubscribe("1"), Wire.Send(Queue, "m"));
        Time.Advance(9_900);
        Assert.That(Broker.Engine.QueueCount, Is.EqualTo(1));
        Time.Advance(200);
        Assert.That(Broker.Engine.QueueCount, Is.Zero);
        await client.DoAsync(Wire.Subscribe("2", Queue), Wire.Unsubscribe("2"));
        Assert.That(Broker.Engine.QueueCount, Is.EqualTo(1), "it is kept for a time without messages too");
        Time.Advance(10_100);
    }
}
