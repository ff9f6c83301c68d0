using System.Diagnostics.Metrics;
using System.Globalization;
using NUnit.Framework;
using Stomp.Broker.Policies;
using Stomp.Tests.InMemory;

namespace Stomp.Tests.Topics;

/// <summary>What becomes of messages that a subscription does not take fast enough (N10).</summary>
public sealed class SlowConsumerTests : BrokerFixture
{
    private const int Sent = 40;

    // The outbox has room for half of it, some six messages; the transport has taken some more when the client reads nothing.
    private const int OutboxBytes = 4000;
    private const int MessageBytes = 200;

    private WireClient _slow = null!;
    private WireClient _publisher = null!;

    [SetUp]
    public async Task ConnectAsync()
    {
        Start(options => options.Limits.MaxOutboxBytes = OutboxBytes);
        await OpenAsync();
    }

    [TestCase("slow-consumer:drop-oldest\nmax-pending:3\n")]
    [TestCase("activemq.maximumPendingMessageLimit:3\n")] // ActiveMQ
    public async Task The_oldest_that_wait_are_dropped_and_the_next_message_tells_how_many(string headers)
    {
        List<WireFrame> frames = await SendAndReadAsync("/topic/a", headers);
        int[] numbers = Numbers(frames);
        Assert.That(numbers.TakeLast(3), Is.EqualTo([Sent - 2, Sent - 1, Sent]));
        Assert.That(numbers, Is.Ordered);
        int firstKept = numbers.Length - 3;
        Assert.That(numbers.Take(firstKept), Is.EqualTo(Enumerable.Range(1, firstKept)), "those before came as they were sent");
        Assert.That(Dropped(frames), Is.EqualTo(Sent - frames.Count));
        Assert.That(frames[firstKept]["dropped"], Is.EqualTo($"{Sent - frames.Count}"));
    }

    [Test]
    public async Task New_ones_are_dropped()
    {
        await _slow.DoAsync(Wire.Subscribe("1", "/topic/a", headers: "slow-consumer:drop-newest\nmax-pending:3\n"));
        await SendAllAsync("/topic/a");
        List<WireFrame> frames = await ReadUntilNoneWaitsAsync("/topic/a");
        Assert.That(Numbers(frames)[..^1], Is.EqualTo(Enumerable.Range(1, frames.Count - 1)));
        Assert.That(frames, Has.Count.LessThan(Sent));
        Assert.That(Dropped(frames), Is.GreaterThanOrEqualTo(Sent - (frames.Count - 1)));
    }

    [Test]
    public async Task Of_those_with_the_same_key_only_the_newest_waits()
    {
        await _slow.DoAsync(Wire.Subscribe("1", "/topic/*", headers: "slow-consumer:conflate\nconflate-by:symbol\n"));
        for (int i = 1; i <= Sent; i++)
        {
            await _publisher.DoAsync(Wire.Send($"/topic/{i}", Body(i), $"symbol:{i % 3}\n"));
        }

        List<WireFrame> frames = await ReadAsync();
        Assert.That(Numbers(frames).TakeLast(3), Is.EqualTo([Sent - 2, Sent - 1, Sent]));
        Assert.That(Numbers(frames), Is.Ordered);
        Assert.That(Dropped(frames), Is.EqualTo(Sent - frames.Count).And.GreaterThan(5));
    }

    [Test]
    public async Task The_destination_is_the_key_where_no_header_is_named()
    {
        await _slow.DoAsync(Wire.Subscribe("1", "/topic/*", headers: "slow-consumer:conflate\n"));
        for (int i = 1; i <= Sent; i++)
        {
            await _publisher.DoAsync(Wire.Send($"/topic/{i % 2}", Body(i)));
        }

        Assert.That(Numbers(await ReadAsync()).TakeLast(2), Is.EqualTo([Sent - 1, Sent]));
    }

    [Test]
    public async Task Beyond_the_keys_the_oldest_are_dropped()
    {
        await _slow.DoAsync(Wire.Subscribe("1", "/topic/*", headers: "conflate-by:symbol\nmax-pending:2\n"));
        for (int i = 1; i <= Sent; i++)
        {
            await _publisher.DoAsync(Wire.Send("/topic/a", Body(i), i % 2 == 0 ? $"symbol:{i}\n" : "")); // one without the key has no newer one
        }

        Assert.That(Numbers(await ReadAsync()).TakeLast(2), Is.EqualTo([Sent - 1, Sent]));
    }

    [Test]
    public async Task By_default_the_session_ends()
    {
        await _slow.DoAsync(Wire.Subscribe("1", "/topic/a"));
        await SendAllAsync("/topic/a");
        await _slow.Session.WaitAsync(Patience);
        Broker.AssertLogged(103, "more than the limit of 4000 (MaxOutboxBytes)");
    }

    [Test]
    public async Task It_ends_at_so_many_messages_when_the_subscription_says_so()
    {
        await _slow.DoAsync(Wire.Subscribe("1", "/topic/a", headers: "max-pending:2\n"));
        await SendAllAsync("/topic/a");
        await _slow.Session.WaitAsync(Patience);
        Broker.AssertLogged(103, "3 messages wait for one of its subscriptions, more than the 2 that may (MaxPendingMessages)");
    }

    [Test]
    public async Task Another_subscription_of_the_session_is_not_touched()
    {
        await _slow.DoAsync(Wire.Subscribe("1", "/topic/a", headers: "slow-consumer:drop-oldest\nmax-pending:1\n"), Wire.Subscribe("2", "/topic/b"));
        await SendAllAsync("/topic/a");
        await _publisher.DoAsync(Wire.Send("/topic/b", "0"));
        List<WireFrame> frames = await ReadAsync();
        Assert.That(frames.Count(frame => frame["subscription"] == "2"), Is.EqualTo(1));
    }

    [Test]
    public async Task Those_that_have_expired_while_they_waited_are_not_delivered()
    {
        await _slow.DoAsync(Wire.Subscribe("1", "/topic/a", headers: "slow-consumer:drop-oldest\n"));
        for (int i = 1; i <= Sent; i++)
        {
            await _publisher.DoAsync(Wire.Send("/topic/a", Body(i), i > Sent / 2 && i < Sent ? "ttl:1000\n" : ""));
            if (i == Sent / 2)
            {
                Assert.That(SpinWait.SpinUntil(() => _slow.Unread > 0, Patience), Is.True);
            }
        }

        Time.Advance(1000);
        int[] numbers = Numbers(await ReadAsync());
        Assert.That(numbers[^1], Is.EqualTo(Sent));
        Assert.That(numbers, Has.None.InRange((Sent / 2) + 3, Sent - 1));
    }

    [Test]
    public async Task Policies_say_it_for_subscriptions_that_do_not()
    {
        Start(options =>
        {
            options.Limits.MaxOutboxBytes = OutboxBytes;
            options.Policies.Add(new StompDestinationPolicy { Destination = "/topic/**", SlowConsumer = StompSlowConsumer.DropNewest, MaxPendingMessages = 2 });
            options.Policies.Add(new StompDestinationPolicy { Destination = "/topic/prices.**", SlowConsumer = StompSlowConsumer.Conflate, ConflateBy = "symbol" });
        });
        await OpenAsync();
        await _slow.DoAsync(Wire.Subscribe("1", "/topic/a"));
        await SendAllAsync("/topic/a");
        int[] numbers = Numbers(await ReadUntilNoneWaitsAsync("/topic/a"))[..^1];
        Assert.That(numbers, Is.EqualTo(Enumerable.Range(1, numbers.Length)).And.Length.LessThan(Sent));
        await OpenAsync();
        Assert.That(Numbers(await SendAndReadAsync("/topic/prices.a", "", "symbol:x\n"))[^1], Is.EqualTo(Sent));
        await OpenAsync();
        Assert.That(Numbers(await SendAndReadAsync("/topic/b", "slow-consumer:drop-oldest\n"))[^1], Is.EqualTo(Sent));
    }

    [Test]
    public async Task Each_action_is_counted()
    {
        var counted = new Dictionary<string, long>();
        using var listener = new MeterListener
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Name == "stomp.broker.slow_consumers")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, count, tags, _) =>
        {
            lock (counted)
            {
                string action = $"{tags[0].Value}";
                counted[action] = counted.GetValueOrDefault(action) + count;
            }
        });
        listener.Start();
        Start(options => options.Limits.MaxOutboxBytes = OutboxBytes);
        await OpenAsync();
        List<WireFrame> frames = await SendAndReadAsync("/topic/a", "slow-consumer:drop-oldest\nmax-pending:3\n");
        lock (counted)
        {
            Assert.That(counted["drop-oldest"], Is.GreaterThanOrEqualTo(Sent - frames.Count), "other fixtures may count too");
        }
    }

    [Test]
    public async Task A_users_destination_has_it_too()
    {
        Start(options =>
        {
            options.Limits.MaxOutboxBytes = OutboxBytes;
            options.Users.GetName = _ => "ann";
        });
        await OpenAsync();
        await _slow.DoAsync(Wire.Subscribe("1", "/user/queue/a", headers: "slow-consumer:drop-oldest\nmax-pending:1\n"));
        for (int i = 1; i <= Sent; i++)
        {
            await Broker.Engine.Publisher.PublishToUserAsync("ann", "/queue/a", Body(i));
        }

        List<WireFrame> frames = await ReadAsync();
        Assert.That(Numbers(frames)[^1], Is.EqualTo(Sent));
        Assert.That(frames, Has.Count.LessThan(Sent));
    }

    [TestCase("slow-consumer:wait\n", "auto", "the header 'slow-consumer' must be disconnect, drop-oldest, drop-newest, conflate or spill")]
    [TestCase("slow-consumer:spill\n", "auto", "cannot wait on disk (spill) yet")]
    [TestCase("max-pending:0\n", "auto", "the header 'max-pending' must be a number of messages, greater than 0")]
    [TestCase("slow-consumer:drop-oldest\n", "client", "messages that are acknowledged are not dropped")]
    [TestCase("slow-consumer:drop-oldest\nconflate-by:x\n", "auto", "the header 'conflate-by' is for 'slow-consumer' as conflate")]
    [TestCase("activemq.maximumPendingMessageLimit:-2\n", "auto", "must be a number of messages, or -1 for any number")]
    [TestCase("slow-consumer:drop-oldest\npersistent:true\n", "auto", "the messages of a durable subscription wait in it")]
    public async Task Headers_that_make_no_sense_are_refused(string headers, string ack, string reason)
    {
        await _publisher.SendAsync(Wire.Subscribe("1", "/topic/a", ack, headers));
        await _publisher.ExpectErrorAsync(reason);
    }

    [Test]
    public async Task ActiveMqs_minus_one_asks_for_nothing()
    {
        await _slow.DoAsync(Wire.Subscribe("1", "/queue/a", headers: "activemq.maximumPendingMessageLimit:-1\n"));
    }

    private async Task OpenAsync()
    {
        _slow = await Broker.ConnectAsync(window: 1000);
        _publisher = await Broker.ConnectAsync();
    }

    private async Task<List<WireFrame>> SendAndReadAsync(string destination, string headers, string sendHeaders = "")
    {
        await _slow.DoAsync(Wire.Subscribe("1", destination, headers: headers));
        await SendAllAsync(destination, sendHeaders);
        return await ReadAsync();
    }

    private async Task SendAllAsync(string destination, string headers = "")
    {
        for (int i = 1; i <= Sent; i++)
        {
            await _publisher.DoAsync(Wire.Send(destination, Body(i), headers));
        }
    }

    // Until the last one comes.
    private async Task<List<WireFrame>> ReadAsync()
    {
        List<WireFrame> frames = [];
        do
        {
            frames.Add(await _slow.ReadAsync());
        }
        while (frames[^1].Body.TrimEnd() != $"{Sent}");
        frames.AddRange(await _slow.TakeAsync());
        return frames;
    }

    // Until one more comes: there is place for it when none waits any more.
    private async Task<List<WireFrame>> ReadUntilNoneWaitsAsync(string destination)
    {
        List<WireFrame> frames = [];
        do
        {
            frames.AddRange(await _slow.TakeAsync());
            await _publisher.DoAsync(Wire.Send(destination, "0"));
        }
        while (frames.Count == 0 || frames[^1].Body != "0");
        int end = frames.FindIndex(static frame => frame.Body == "0");
        await _slow.SendAsync(Wire.Unsubscribe("1"));
        await _slow.TakeAsync();
        return frames[..(end + 1)];
    }

    private static string Body(int number) => $"{number}".PadRight(MessageBytes);

    private static int[] Numbers(List<WireFrame> frames) => [.. frames.Select(frame => int.Parse(frame.Body, CultureInfo.InvariantCulture))];

    private static int Dropped(List<WireFrame> frames) => frames.Sum(frame => int.Parse(frame["dropped"] ?? "0", CultureInfo.InvariantCulture));
}
