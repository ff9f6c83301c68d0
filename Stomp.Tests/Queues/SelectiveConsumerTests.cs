using NUnit.Framework;
using Stomp.Tests.InMemory;

namespace Stomp.Tests.Queues;

/// <summary>Consumers that do not want every message.</summary>
public sealed class SelectiveConsumerTests : BrokerFixture
{
    private const string Queue = "/queue/a";

    [TestCase("no-local:true\n")] // Artemis
    [TestCase("activemq.noLocal:true\n")]
    public async Task A_message_that_one_does_not_want_holds_nothing_up(string headers)
    {
        WireClient client = await Broker.ConnectAsync();
        WireClient other = await Broker.ConnectAsync();
        await client.DoAsync(Wire.Subscribe("1", Queue, "auto", headers));
        await client.SendAsync(Wire.SendMany(Queue, 1, 3));
        await client.ExpectAsync();
        await other.DoAsync(Wire.SendMany(Queue, 4, 2));
        await client.SendAsync(Wire.Send(Queue, "6"));
        await client.ExpectAsync("MESSAGE 1 4", "MESSAGE 1 5");
        await other.SendAsync(Wire.Subscribe("2", Queue));
        await other.ExpectAsync("MESSAGE 2 1", "MESSAGE 2 2", "MESSAGE 2 3", "MESSAGE 2 6");
        await other.SendAsync(Wire.Unsubscribe("2") + Wire.Send(Queue, "7"));
        await other.ExpectAsync();
        await client.ExpectAsync("MESSAGE 1 7");
    }

    [Test]
    public async Task What_comes_to_stand_before_the_place_that_it_reached_is_not_missed()
    {
        WireClient client = await Broker.ConnectAsync();
        WireClient other = await Broker.ConnectAsync();
        await client.DoAsync(Wire.SendMany(Queue, 1, 3), Wire.Subscribe("1", Queue, "auto", "no-local:true\n"));
        await other.SendAsync(Wire.Send(Queue, "high", "priority:9\n") + Wire.Send(Queue, "low", "priority:1\n") + Wire.Send(Queue, "usual"));
        await other.ExpectAsync();
        await client.ExpectAsync("MESSAGE 1 high", "MESSAGE 1 usual", "MESSAGE 1 low");
        (Broker.QueuesLeft, Broker.MessagesLeft) = (1, 3);
    }

    [Test]
    public async Task What_another_gives_back_is_offered_to_it()
    {
        WireClient sender = await Broker.ConnectAsync();
        WireClient picky = await Broker.ConnectAsync();
        WireClient other = await Broker.ConnectAsync();
        await other.DoAsync(Wire.Subscribe("o", Queue, "client", "x-priority:1\nprefetch-count:2\n"));
        await sender.DoAsync(Wire.SendMany(Queue, 1, 2));
        await other.ExpectAsync("MESSAGE o 1", "MESSAGE o 2");
        await picky.DoAsync(Wire.Subscribe("p", Queue, "auto", "no-local:true\n"), Wire.Send(Queue, "own"));
        await picky.ExpectAsync();
        await other.DoAsync(Wire.Unsubscribe("o"));
        await picky.ExpectAsync("MESSAGE p 1 (redelivered)", "MESSAGE p 2 (redelivered)");
        await sender.SendAsync(Wire.Subscribe("s", Queue));
        await sender.ExpectAsync("MESSAGE s own");
    }

    [Test]
    public async Task A_long_queue_is_looked_through_a_bit_at_a_time()
    {
        WireClient client = await Broker.ConnectAsync();
        WireClient other = await Broker.ConnectAsync();
        await client.SendAsync(Wire.SendMany(Queue, 1, 5000));
        await client.ExpectAsync();
        await other.DoAsync(Wire.SendMany(Queue, 5001, 3));
        await client.SendAsync(Wire.Subscribe("1", Queue, "auto", "no-local:true\n"));
        Assert.That((await client.ReadManyAsync(3)).Select(frame => frame.Body), Is.EqualTo(["5001", "5002", "5003"]));
        await other.SendAsync(Wire.Subscribe("2", Queue));
        Assert.That((await other.ReadManyAsync(5000))[^1].Body, Is.EqualTo("5000"));
    }

    [Test]
    public async Task Several_take_turns_at_what_each_wants()
    {
        WireClient one = await Broker.ConnectAsync();
        WireClient two = await Broker.ConnectAsync();
        WireClient sender = await Broker.ConnectAsync();
        await one.DoAsync(Wire.Subscribe("1", Queue, "auto", "no-local:true\n"));
        await two.DoAsync(Wire.Subscribe("2", Queue, "auto", "no-local:true\n"));
        await sender.DoAsync(Wire.SendMany(Queue, 1, 4));
        await one.SendAsync(Wire.SendMany(Queue, 5, 2));
        await one.ExpectAsync("MESSAGE 1 1", "MESSAGE 1 3");
        await two.ExpectAsync("MESSAGE 2 2", "MESSAGE 2 4", "MESSAGE 2 5", "MESSAGE 2 6");
    }

    [Test]
    public async Task A_selector_says_which_one_wants()
    {
        WireClient client = await Broker.ConnectAsync();
        await client.DoAsync(Wire.Subscribe("dear", Queue, "auto", "selector:price > 100 AND region = 'eu'\n"));
        await client.SendAsync(
            Wire.Send(Queue, "1", "price:50\nregion:eu\n") + Wire.Send(Queue, "2", "price:150\nregion:eu\n")
            + Wire.Send(Queue, "3", "price:150\nregion:us\n") + Wire.Send(Queue, "4", "price:101\nregion:eu\n"));
        await client.ExpectAsync("MESSAGE dear 2", "MESSAGE dear 4");
        await client.SendAsync(Wire.Subscribe("rest", Queue));
        await client.ExpectAsync("MESSAGE rest 1", "MESSAGE rest 3");
    }

    [Test]
    public async Task A_selector_that_is_wrong_is_refused_with_the_place()
    {
        WireClient client = await Broker.ConnectAsync();
        await client.SendAsync(Wire.Subscribe("1", Queue, "auto", "selector:price >\n"));
        await client.ExpectErrorAsync("the selector is wrong at position");
    }
}
