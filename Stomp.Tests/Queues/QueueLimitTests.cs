using NUnit.Framework;
using Stomp.Tests.InMemory;

namespace Stomp.Tests.Queues;

/// <summary>What a queue may hold, and what a consumer's outbox may.</summary>
public sealed class QueueLimitTests : BrokerFixture
{
    [TestCase("1.0")]
    [TestCase("1.1")]
    [TestCase("1.2")]
    public async Task A_full_queue_refuses_with_its_limit_until_something_is_consumed(string version)
    {
        Start(options => options.Limits.MaxQueueBytes = 1000);
        WireClient client = await Broker.ConnectAsync(version);
        string message = Wire.Send("/queue/a", new string('x', 400));
        await client.DoAsync(message, message);
        WireClient other = await Broker.ConnectAsync(version);
        await other.SendAsync(Wire.Send("/queue/a", new string('x', 400), "receipt:r\n"));
        Assert.That((await other.ExpectErrorAsync("/queue/a is full; its limit is 1000 octets"))["receipt-id"], Is.EqualTo("r"));

        await client.SendAsync(Wire.Subscribe("1", "/queue/a", "client"));
        List<WireFrame> frames = await client.TakeAsync();
        WireClient third = await Broker.ConnectAsync(version);
        await third.SendAsync(message);
        await third.ExpectErrorAsync("full");
        await client.SendAsync(Wire.Ack(frames[0]) + message);
        frames = await client.TakeAsync();
        Assert.That(frames, Has.Count.EqualTo(1));
        await client.DoAsync(Wire.Ack(frames[0]));
    }

    [Test]
    public async Task A_message_that_no_queue_can_hold_leaves_no_queue_behind()
    {
        Start(options => options.Limits.MaxQueueBytes = 100);
        WireClient client = await Broker.ConnectAsync();
        await client.SendAsync(Wire.Send("/queue/a", new string('x', 400)));
        await client.ExpectErrorAsync("100 octets");
        Assert.That(Broker.Engine.QueueCount, Is.Zero);

        WireClient other = await Broker.ConnectAsync();
        await other.SendAsync(Wire.Begin("t") + Wire.Send("/queue/b", new string('x', 400), "transaction:t\n") + Wire.Commit("t"));
        await other.ExpectErrorAsync("100 octets");
        Assert.That(Broker.Engine.QueueCount, Is.Zero);
    }

    [Test]
    public async Task A_consumer_whose_outbox_has_no_room_is_passed_over_and_goes_on_later()
    {
        const int Count = 200;
        WireClient slow = await Broker.ConnectAsync(window: 1000);
        WireClient fast = await Broker.ConnectAsync(window: 1 << 24);
        await slow.DoAsync(Wire.Subscribe("slow", "/queue/a"));
        await fast.DoAsync(Wire.Subscribe("fast", "/queue/a"));
        WireClient sender = await Broker.ConnectAsync();
        string padding = new('x', 10_000);
        foreach (int number in Enumerable.Range(1, Count))
        {
            await sender.DoAsync(Wire.Send("/queue/a", $"{number} {padding}"));
        }

        // The slow one has what fits into its outbox, at most, so all others come to the fast one in time.
        List<WireFrame> toFast = await fast.ReadManyAsync((Count * 3 / 4) + 1);
        await fast.SendAsync(Wire.Unsubscribe("fast", "receipt:left\n"));
        for (WireFrame frame = await fast.ReadAsync(); frame.Command != "RECEIPT"; frame = await fast.ReadAsync())
        {
            toFast.Add(frame);
        }

        Assert.That(toFast, Has.Count.LessThan(Count));
        await sender.DoAsync([.. Enumerable.Range(Count + 1, Count).Select(number => Wire.Send("/queue/a", $"{number} {padding}"))]);
        List<WireFrame> toSlow = await slow.ReadManyAsync((2 * Count) - toFast.Count);
        int[] numbers = [.. toSlow.Select(frame => int.Parse(frame.Body[..frame.Body.IndexOf(' ', StringComparison.Ordinal)], null))];
        Assert.That(numbers, Is.Ordered.And.Unique);
        Assert.That(numbers[^1], Is.EqualTo(2 * Count));
    }

    [Test]
    public async Task H15_the_number_of_queues_holds_for_a_transaction_too()
    {
        Start(options => options.Limits.MaxQueues = 2);
        WireClient client = await Broker.ConnectAsync();
        await client.SendAsync(
            Wire.Begin("t") + string.Concat(Enumerable.Range(0, 5).Select(i => Wire.Send($"/queue/{i}", "m", "transaction:t\n"))) + Wire.Commit("t"));
        await client.ExpectErrorAsync("the limit of 2 queues (MaxQueues)");
        Assert.That(Broker.Engine.QueueCount, Is.Zero);
    }

    [TestCase(20_000)]
    [TestCase(100_000)]
    public async Task A_deep_queue_does_not_fill_the_outbox_of_a_consumer_that_reads(int maxOutboxBytes)
    {
        Start(options => options.Limits.MaxOutboxBytes = maxOutboxBytes);
        WireClient sender = await Broker.ConnectAsync();
        await sender.DoAsync([.. Enumerable.Range(1, 500).Select(number => Wire.Send("/queue/a", $"{number}".PadRight(1000)))]);
        WireClient consumer = await Broker.ConnectAsync();
        await consumer.SendAsync(Wire.Subscribe("1", "/queue/a"));
        Assert.That((await consumer.ReadManyAsync(500)).Select(frame => frame.Body.TrimEnd()), Is.EqualTo(Enumerable.Range(1, 500).Select(number => $"{number}")));
    }

    [TestCase("auto", false)]
    [TestCase("client", true)]
    public async Task Messages_not_sent_before_a_consumer_died_go_back(string ack, bool redelivered)
    {
        WireClient dying = await Broker.ConnectAsync(window: 1000);
        await dying.DoAsync(Wire.Subscribe("1", "/queue/a", ack));
        WireClient sender = await Broker.ConnectAsync();
        await sender.DoAsync([.. Enumerable.Range(1, 20).Select(number => Wire.Send("/queue/a", $"{number}".PadRight(10_000)))]);
        await dying.VanishAsync();

        WireClient heir = await Broker.ConnectAsync();
        await heir.SendAsync(Wire.Subscribe("2", "/queue/a"));
        SpinWait.SpinUntil(() => Broker.Engine.SessionCount == 2, Patience);
        List<WireFrame> frames = [];
        do
        {
            frames.Add(await heir.ReadAsync());
        }
        while (frames[^1].Body.TrimEnd() != "20");

        // Of the auto ones the first batch was handed to the connection, and counts as consumed (C-101).
        int[] numbers = [.. frames.Select(frame => int.Parse(frame.Body, null))];
        Assert.That(numbers, Is.EqualTo(Enumerable.Range(numbers[0], 21 - numbers[0])));
        Assert.That(numbers[0], redelivered ? Is.EqualTo(1) : Is.InRange(2, 12));
        Assert.That(frames.Select(frame => frame["redelivered"]), Has.All.EqualTo(redelivered ? "true" : null));
    }
}
