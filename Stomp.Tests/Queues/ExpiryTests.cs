using NUnit.Framework;
using Stomp.Broker.Policies;
using Stomp.Tests.InMemory;

namespace Stomp.Tests.Queues;

/// <summary>Messages whose time is over are for nobody any more.</summary>
public sealed class ExpiryTests : BrokerFixture
{
    private const string Queue = "/queue/a";
    private const string Dead = "/queue/dead";

    [TestCase("expires:3601000\n")] // ActiveMQ, Artemis: the clock of the test begins at an hour
    [TestCase("expiration:1000\n")] // RabbitMQ
    [TestCase("ttl:1000\n")] // Apollo
    public async Task A_message_is_removed_when_its_time_is_over(string headers)
    {
        WireClient client = await Broker.ConnectAsync();
        await client.DoAsync(Wire.Send(Queue, "m", headers));
        Time.Advance(900);
        Assert.That(Broker.Engine.QueueCount, Is.EqualTo(1));
        Time.Advance(200);
        Assert.That(Broker.Engine.QueueCount, Is.Zero);
    }

    [Test]
    public async Task It_is_not_delivered_any_more_even_when_nobody_has_looked()
    {
        WireClient client = await Broker.ConnectAsync();
        await client.SendAsync(
            Wire.Subscribe("1", Queue) + Wire.Send(Queue, "late", "expires:3600000\n") + Wire.Send(Queue, "in time", "expires:3600001\n") + Wire.Send(Queue, "always"));
        await client.ExpectAsync("MESSAGE 1 in time", "MESSAGE 1 always");
    }

    [Test]
    public async Task Of_the_time_of_the_message_and_that_of_the_policy_the_sooner_counts()
    {
        Start(options => options.Policies.Add(new StompDestinationPolicy { Destination = Queue, TimeToLive = TimeSpan.FromSeconds(2), DeadLetter = Dead }));
        WireClient client = await Broker.ConnectAsync();
        await client.DoAsync(Wire.Send(Queue, "1", "ttl:1000\n"), Wire.Send(Queue, "2", "ttl:5000\n"), Wire.Send(Queue, "3"));
        await client.SendAsync(Wire.Subscribe("d", Dead));
        await client.ExpectAsync();
        Time.Advance(1100);
        WireFrame dead = (await client.ExpectAsync("MESSAGE d 1")).Single();
        Assert.That(dead["x-death-reason"], Is.EqualTo("expired"));
        Time.Advance(1000);
        await client.ExpectAsync("MESSAGE d 2", "MESSAGE d 3");
        Assert.That(Broker.Engine.QueueCount, Is.EqualTo(1));
    }

    [Test]
    public async Task One_that_comes_back_when_its_time_is_over_does_not_come_again()
    {
        Start(options => options.Policies.Add(new StompDestinationPolicy { Destination = Queue, TimeToLive = TimeSpan.FromSeconds(2) }));
        WireClient client = await Broker.ConnectAsync();
        await client.SendAsync(Wire.Send(Queue, "m") + Wire.Subscribe("1", Queue, "client"));
        WireFrame message = (await client.TakeAsync()).Single();
        Time.Advance(3000);
        await client.DoAsync(Wire.Nack(message), Wire.Unsubscribe("1"));
        Assert.That(Broker.Engine.QueueCount, Is.Zero);
    }

    [Test]
    public async Task Many_are_removed_a_bit_at_a_time()
    {
        WireClient client = await Broker.ConnectAsync();
        await client.SendAsync(Wire.SendMany(Queue, 1, 10_000, "ttl:1000\n") + Wire.Send(Queue, "stays"));
        await client.ExpectAsync();
        Time.Advance(2000);
        await client.SendAsync(Wire.Subscribe("1", Queue));
        await client.ExpectAsync("MESSAGE 1 stays");
    }
}
