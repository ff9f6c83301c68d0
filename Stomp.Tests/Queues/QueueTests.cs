using NUnit.Framework;
using Stomp.Tests.InMemory;

namespace Stomp.Tests.Queues;

/// <summary>Each message for one consumer, and kept until then.</summary>
[TestFixture("1.0")]
[TestFixture("1.1")]
[TestFixture("1.2")]
public sealed class QueueTests(string version) : BrokerFixture
{
    private const string Queue = "/queue/a";

    [Test]
    public async Task Messages_are_kept_in_order_for_who_comes_later_and_the_queue_goes_with_the_last()
    {
        WireClient client = await Broker.ConnectAsync(version);
        await client.DoAsync(Wire.SendMany(Queue, 1, 100));
        Assert.That(Broker.Engine.QueueCount, Is.EqualTo(1));
        await client.SendAsync(Wire.Subscribe("1", Queue));
        await client.ExpectAsync([.. Enumerable.Range(1, 100).Select(number => $"MESSAGE 1 {number}")]);
        Assert.That(Broker.Engine.QueueCount, Is.EqualTo(1), "it has a consumer");
        await client.DoAsync(Wire.Unsubscribe("1"));
        Assert.That(Broker.Engine.QueueCount, Is.Zero);
    }

    [Test]
    public async Task Consumers_take_turns()
    {
        WireClient one = await Broker.ConnectAsync(version);
        WireClient two = await Broker.ConnectAsync(version);
        await one.DoAsync(Wire.Subscribe("1", Queue), Wire.Subscribe("2", Queue));
        await two.DoAsync(Wire.Subscribe("3", Queue));
        WireClient sender = await Broker.ConnectAsync(version);
        await sender.DoAsync(Wire.SendMany(Queue, 1, 9));
        await one.ExpectAsync("MESSAGE 1 1", "MESSAGE 2 2", "MESSAGE 1 4", "MESSAGE 2 5", "MESSAGE 1 7", "MESSAGE 2 8");
        await two.ExpectAsync("MESSAGE 3 3", "MESSAGE 3 6", "MESSAGE 3 9");
    }

    [Test]
    public async Task Prefetch_count_holds_messages_back_until_some_are_acknowledged()
    {
        WireClient client = await Broker.ConnectAsync(version);
        await client.SendAsync(Wire.SendMany(Queue, 1, 5) + Wire.Subscribe("1", Queue, "client", "prefetch-count:2\n"));
        List<WireFrame> frames = await client.ExpectAsync("MESSAGE 1 1", "MESSAGE 1 2");
        await client.SendAsync(Wire.Ack(frames[0]));
        frames = await client.ExpectAsync("MESSAGE 1 3");
        await client.SendAsync(Wire.Ack(frames[0]));
        frames = await client.ExpectAsync("MESSAGE 1 4", "MESSAGE 1 5");
        await client.DoAsync(Wire.Ack(frames[1]), Wire.Unsubscribe("1"));
        Assert.That(Broker.Engine.QueueCount, Is.Zero);
    }

    [Test]
    public async Task A_consumer_without_credit_is_passed_over()
    {
        WireClient slow = await Broker.ConnectAsync(version);
        WireClient fast = await Broker.ConnectAsync(version);
        await slow.DoAsync(Wire.Subscribe("slow", Queue, "client", "prefetch-count:1\n"));
        await fast.DoAsync(Wire.Subscribe("fast", Queue));
        await fast.SendAsync(Wire.SendMany(Queue, 1, 4));
        await fast.ExpectAsync("MESSAGE fast 2", "MESSAGE fast 3", "MESSAGE fast 4");
        List<WireFrame> frames = await slow.ExpectAsync("MESSAGE slow 1");
        await slow.DoAsync(Wire.Ack(frames[0]));
        await fast.SendAsync(Wire.SendMany(Queue, 5, 2));
        Assert.That((await fast.TakeAsync()).Count + (await slow.TakeAsync()).Count, Is.EqualTo(2));
    }

    [TestCase("unsubscribe")]
    [TestCase("disconnect")]
    [TestCase("close")]
    [TestCase("vanish")]
    [TestCase("error")]
    public async Task C93_C100_what_a_consumer_had_not_acknowledged_goes_back_in_order(string way)
    {
        WireClient first = await Broker.ConnectAsync(version);
        await first.SendAsync(Wire.SendMany(Queue, 1, 6) + Wire.Subscribe("1", Queue, "client", "prefetch-count:4\n"));
        List<WireFrame> frames = await first.ExpectAsync("MESSAGE 1 1", "MESSAGE 1 2", "MESSAGE 1 3", "MESSAGE 1 4");
        await first.SendAsync(Wire.Ack(frames[0]));
        await first.ExpectAsync("MESSAGE 1 5");
        WireClient second = await Broker.ConnectAsync(version);
        await LeaveAsync(first, way);
        await second.SendAsync(Wire.Subscribe("2", Queue));
        string[] expected = [.. Enumerable.Range(2, 5).Select(number => $"MESSAGE 2 {number}{(number < 6 ? " (redelivered)" : "")}")];
        Assert.That((await second.ReadManyAsync(5)).Select(frame => frame.ToString()), Is.EqualTo(expected));
        await second.ExpectAsync();
    }

    [TestCase(new[] { 0, 1, 2 })]
    [TestCase(new[] { 2, 1, 0 })]
    [TestCase(new[] { 1, 2, 0 })]
    public async Task C93_several_that_leave_restore_the_order_whichever_goes_first(int[] leaving)
    {
        WireClient sender = await Broker.ConnectAsync(version);
        List<WireClient> consumers = [];
        foreach (int id in new[] { 0, 1, 2 })
        {
            WireClient consumer = await Broker.ConnectAsync(version);
            consumers.Add(consumer);
            await consumer.DoAsync(Wire.Subscribe($"{id}", Queue, "client", "prefetch-count:3\n"));
        }

        await sender.DoAsync(Wire.SendMany(Queue, 1, 12));
        WireClient last = await Broker.ConnectAsync(version);
        foreach (int id in leaving)
        {
            // Those still there have no credit left, so all goes back into the queue.
            Assert.That(await consumers[id].TakeAsync(), Has.Count.EqualTo(3));
            await consumers[id].DoAsync(Wire.Unsubscribe($"{id}"));
        }

        await last.SendAsync(Wire.Subscribe("last", Queue));
        await last.ExpectAsync([.. Enumerable.Range(1, 12).Select(number => $"MESSAGE last {number}{(number < 10 ? " (redelivered)" : "")}")]);
    }

    [Test]
    public async Task C100_what_goes_back_is_given_to_a_consumer_that_waits()
    {
        WireClient first = await Broker.ConnectAsync(version);
        WireClient second = await Broker.ConnectAsync(version);
        await first.DoAsync(Wire.Subscribe("1", Queue, "client"));
        await first.SendAsync(Wire.Send(Queue, "x"));
        await first.ExpectAsync("MESSAGE 1 x");
        await second.DoAsync(Wire.Subscribe("2", Queue, "client"));
        await first.VanishAsync();
        WireFrame message = await second.ReadAsync();
        Assert.That(message.ToString(), Is.EqualTo("MESSAGE 2 x (redelivered)"));
        await second.DoAsync(Wire.Ack(message));
    }

    private static async Task LeaveAsync(WireClient client, string way)
    {
        switch (way)
        {
            case "unsubscribe":
                await client.DoAsync(Wire.Unsubscribe("1"));
                break;
            case "disconnect":
                await client.SendAsync(Wire.Disconnect());
                await client.ExpectEndAsync();
                break;
            case "close":
                await client.ExpectEndAfterCloseAsync();
                break;
            case "vanish":
                await client.VanishAsync();
                break;
            default:
                await client.SendAsync("SEND\n\n\0");
                await client.ExpectErrorAsync();
                break;
        }
    }
}
