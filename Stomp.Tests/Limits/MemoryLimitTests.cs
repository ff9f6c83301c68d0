using System.Diagnostics.Metrics;
using NUnit.Framework;
using Stomp.Tests.InMemory;

namespace Stomp.Tests.Limits;

/// <summary>What the broker keeps in memory, for one and for all, and what it counts when a limit has ended somebody.</summary>
public sealed class MemoryLimitTests : BrokerFixture
{
    [Test]
    public async Task H5_a_peer_that_takes_nothing_is_ended()
    {
        WireClient stalled = await Broker.ConnectAsync(window: 1000);
        await stalled.DoAsync(Wire.Subscribe("1", "/topic/a"));
        WireClient publisher = await Broker.ConnectAsync();
        await publisher.DoAsync(Wire.Send("/topic/a", new string('x', 16 * 1024)));
        Assert.That(SpinWait.SpinUntil(() => stalled.Unread > 16 * 1024, Patience), Is.True);
        Time.Advance(10_000);
        Assert.That(stalled.AbortReason, Is.Null);

        // 1 s more for the 16 KiB that are under way.
        Assert.That(SpinWait.SpinUntil(() => AdvanceUntilEnded(stalled), Patience), Is.True);
        Broker.AssertLogged(103, "it has taken nothing for the limit of 10 s (SendTimeout)");
        await publisher.DoAsync(Wire.Begin("t"));
    }

    private bool AdvanceUntilEnded(WireClient client)
    {
        Time.Advance(500);
        return client.Session.IsCompleted;
    }

    [Test]
    public async Task H5_of_all_that_do_not_read_those_with_most_are_ended_first()
    {
        Start(options => options.Limits.MaxTotalOutboxBytes = 300_000);
        WireClient most = await Broker.ConnectAsync(window: 1000);
        WireClient less = await Broker.ConnectAsync(window: 1000);
        WireClient publisher = await Broker.ConnectAsync();
        await most.DoAsync(Wire.Subscribe("1", "/topic/*"));
        await less.DoAsync(Wire.Subscribe("1", "/topic/a"));
        await publisher.DoAsync(Wire.Send("/topic/a", new string('x', 200_000)));
        await publisher.DoAsync(Wire.Send("/topic/b", new string('x', 50_000)));
        Time.Advance(300);
        await most.Session.WaitAsync(Patience);
        Broker.AssertLogged(103, "the most of all while the sessions together exceed the limit of 300000 (MaxTotalOutboxBytes)");
        Assert.That(less.Session.IsCompleted, Is.False);
        Assert.That((await less.ReadAsync()).Body, Has.Length.EqualTo(200_000));
        await publisher.DoAsync(Wire.Begin("t"));
    }

    [Test]
    public async Task All_queues_together_have_a_limit()
    {
        Start(options => options.Limits.MaxTotalQueueBytes = 3000);
        WireClient client = await Broker.ConnectAsync();
        await client.DoAsync(Wire.Send("/queue/a", new string('x', 400)), Wire.Send("/queue/b", new string('x', 400)));
        WireClient other = await Broker.ConnectAsync();
        await other.SendAsync(Wire.Send("/queue/c", new string('x', 400)));
        await other.ExpectErrorAsync("the queues are full; their limit is 3000 octets of messages in all (MaxTotalQueueBytes)");
        Assert.That(Broker.Engine.QueueCount, Is.EqualTo(2));

        await client.SendAsync(Wire.Subscribe("1", "/queue/*", "auto") + Wire.Subscribe("2", "/queue/a") + Wire.Subscribe("3", "/queue/b"));
        Assert.That(await client.TakeAsync(), Has.Count.EqualTo(2));
        await client.DoAsync(Wire.Send("/queue/c", new string('x', 400)));
        await client.SendAsync(Wire.Subscribe("4", "/queue/c"));
        Assert.That(await client.TakeAsync(), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task H15_queues_have_a_number()
    {
        Start(options => options.Limits.MaxQueues = 1);
        WireClient client = await Broker.ConnectAsync();
        await client.DoAsync(Wire.Subscribe("1", "/queue/a"));
        foreach (string frame in (string[])[Wire.Send("/queue/b"), Wire.Subscribe("1", "/queue/b")])
        {
            WireClient other = await Broker.ConnectAsync();
            await other.SendAsync(frame);
            await other.ExpectErrorAsync("the limit of 1 queues (MaxQueues)");
        }

        await client.DoAsync(Wire.Unsubscribe("1"), Wire.Subscribe("2", "/queue/b"));
    }

    [Test]
    public async Task What_a_limit_did_is_counted_by_its_name()
    {
        var counted = new List<string?>();
        using var listener = new MeterListener
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Meter.Name == "Stomp.Broker" && instrument.Name == "stomp.broker.limits")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, count, tags, _) =>
        {
            lock (counted)
            {
                counted.Add($"{tags[0].Value} {count}");
            }
        });
        listener.Start();
        Start(options => options.Limits.MaxSubscriptions = 1);
        WireClient client = await Broker.ConnectAsync();
        await client.SendAsync(Wire.Subscribe("1", "/topic/a") + Wire.Subscribe("2", "/topic/a"));
        await client.ExpectErrorAsync("(MaxSubscriptions)");
        WireClient other = await Broker.ConnectAsync();
        await other.SendAsync("SEND\ncontent-length:99999999\n\n");
        await other.ExpectErrorAsync("(MaxBodyBytes)");
        lock (counted)
        {
            Assert.That(counted, Does.Contain("MaxSubscriptions 1").And.Contain("MaxBodyBytes 1"));
        }
    }
}
