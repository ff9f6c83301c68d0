using NUnit.Framework;
using Stomp.Broker.Policies;
using Stomp.Tests.InMemory;

namespace Stomp.Tests.Queues;

/// <summary>Messages that come again: how often, and when.</summary>
[TestFixture("1.1")]
[TestFixture("1.2")]
public sealed class RedeliveryTests(string version) : BrokerFixture
{
    private const string Queue = "/queue/a";
    private const string Dead = "/queue/dead";

    [Test]
    public async Task Each_delivery_has_its_count_until_there_are_too_many()
    {
        Start(options => options.Policies.Add(new StompDestinationPolicy { Destination = "/queue/**", MaxDeliveries = 3, DeadLetter = Dead }));
        WireClient client = await Broker.ConnectAsync(version);
        await client.SendAsync(Wire.Send(Queue, "m") + Wire.Subscribe("1", Queue, "client"));
        foreach (string? count in new[] { null, "2", "3" })
        {
            WireFrame message = (await client.TakeAsync()).Single();
            Assert.That((message["redelivered"], message["delivery-count"]), Is.EqualTo((count is null ? null : "true", count)));
            await client.SendAsync(Wire.Nack(message));
        }

        await client.SendAsync(Wire.Subscribe("2", Dead));
        WireFrame dead = (await client.ExpectAsync("MESSAGE 2 m")).Single();
        Assert.That(dead["x-death-reason"], Is.EqualTo("delivery-limit"));
        Assert.That(dead["delivery-count"], Is.Null, "it counts anew there");
    }

    [Test]
    public async Task Leaving_without_an_acknowledgement_counts_too()
    {
        Start(options => options.Policies.Add(new StompDestinationPolicy { Destination = Queue, MaxDeliveries = 2 }));
        WireClient client = await Broker.ConnectAsync(version);
        await client.SendAsync(Wire.Send(Queue, "m") + Wire.Subscribe("1", Queue, "client"));
        await client.ExpectAsync("MESSAGE 1 m");
        await client.SendAsync(Wire.Unsubscribe("1") + Wire.Subscribe("2", Queue, "client"));
        await client.ExpectAsync("MESSAGE 2 m (redelivered)");
        await client.DoAsync(Wire.Unsubscribe("2"));
        Assert.That(Broker.Engine.QueueCount, Is.Zero);
    }

    [Test]
    public async Task A_refused_message_stays_away_longer_each_time_and_others_overtake_it()
    {
        Start(options => options.Policies.Add(new StompDestinationPolicy
        {
            Destination = Queue,
            RedeliveryDelay = TimeSpan.FromSeconds(1),
            RedeliveryMultiplier = 2,
            MaxRedeliveryDelay = TimeSpan.FromSeconds(3),
        }));
        WireClient client = await Broker.ConnectAsync(version);
        await client.SendAsync(Wire.SendMany(Queue, 1, 2) + Wire.Subscribe("1", Queue, "client-individual", "prefetch-count:1\n"));
        WireFrame message = (await client.ExpectAsync("MESSAGE 1 1")).Single();
        await client.SendAsync(Wire.Nack(message));
        WireFrame second = (await client.ExpectAsync("MESSAGE 1 2")).Single();
        await client.DoAsync(Wire.Ack(second));
        foreach (int delay in new[] { 1000, 2000, 3000, 3000 })
        {
            Time.Advance(delay - 100);
            await client.ExpectAsync();
            Time.Advance(200);
            message = (await client.ExpectAsync("MESSAGE 1 1 (redelivered)")).Single();
            await client.DoAsync(Wire.Nack(message));
        }

        Time.Advance(3100);
        await client.DoAsync(Wire.Ack((await client.TakeAsync()).Single()), Wire.Unsubscribe("1"));
        Assert.That(Broker.Engine.QueueCount, Is.Zero);
    }

    [Test]
    public async Task A_nack_says_itself_how_long_the_message_stays_away()
    {
        WireClient client = await Broker.ConnectAsync(version);
        await client.SendAsync(Wire.Send(Queue, "m") + Wire.Subscribe("1", Queue, "client"));
        await client.SendAsync(Wire.Nack((await client.TakeAsync()).Single(), "action:delay\ndelay:500\n"));
        await client.ExpectAsync();
        Time.Advance(400);
        await client.ExpectAsync();
        Time.Advance(200);
        await client.ExpectAsync("MESSAGE 1 m (redelivered)");
        (Broker.QueuesLeft, Broker.MessagesLeft) = (1, 1);
    }

    [Test]
    public async Task What_stays_away_keeps_the_queue_and_goes_to_who_comes_meanwhile()
    {
        WireClient client = await Broker.ConnectAsync(version);
        await client.SendAsync(Wire.Send(Queue, "m") + Wire.Subscribe("1", Queue, "client"));
        await client.DoAsync(Wire.Nack((await client.TakeAsync()).Single(), "delay:500\n"), Wire.Unsubscribe("1"));
        Assert.That(Broker.Engine.QueueCount, Is.EqualTo(1));
        await client.DoAsync(Wire.Subscribe("2", Queue));
        Time.Advance(600);
        await client.ExpectAsync("MESSAGE 2 m (redelivered)");
        await client.DoAsync(Wire.Unsubscribe("2"));
        Assert.That(Broker.Engine.QueueCount, Is.Zero);
    }

    [Test]
    public async Task Those_that_come_back_far_behind_stand_where_they_were()
    {
        WireClient first = await Broker.ConnectAsync(version);
        WireClient second = await Broker.ConnectAsync(version);
        await first.DoAsync(Wire.Subscribe("1", Queue, "client", "prefetch-count:600\n"));
        await first.SendAsync(Wire.SendMany(Queue, 1, 1500));
        await first.TakeAsync();
        await second.SendAsync(Wire.Subscribe("2", Queue, "client-individual", "prefetch-count:300\n"));
        List<WireFrame> later = await second.TakeAsync();
        Assert.That(later[0].Body, Is.EqualTo("601"));
        await first.VanishAsync();
        await second.SendAsync(Wire.Nack(later[100], "delay:100\n") + Wire.Nack(later[10], "delay:100\n"));
        WireClient last = await Broker.ConnectAsync(version);
        await second.TakeAsync();
        await last.DoAsync();
        Time.Advance(200);
        await second.DoAsync(Wire.Unsubscribe("2"));
        await last.SendAsync(Wire.Subscribe("3", Queue));
        Assert.That((await last.ReadManyAsync(1500)).Select(frame => frame.Body), Is.EqualTo(Enumerable.Range(1, 1500).Select(number => $"{number}")));
    }
}
