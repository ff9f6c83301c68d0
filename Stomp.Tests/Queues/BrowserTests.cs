using NUnit.Framework;
using Stomp.Tests.InMemory;

namespace Stomp.Tests.Queues;

/// <summary>Who looks at a queue sees what waits in it, in order, and takes nothing.</summary>
[TestFixture("1.1")]
[TestFixture("1.2")]
public sealed class BrowserTests(string version) : BrokerFixture
{
    private const string Queue = "/queue/a";

    [Test]
    public async Task It_sees_all_that_wait_and_then_the_end()
    {
        WireClient client = await Broker.ConnectAsync(version);
        await client.DoAsync(Wire.SendMany(Queue, 1, 300), Wire.Send(Queue, "high", "priority:9\n"));
        await client.SendAsync(Wire.Subscribe("b", Queue, "client", "browser:true\n"));
        List<WireFrame> frames = await client.TakeAsync();
        Assert.That(frames.Select(frame => frame.Body), Is.EqualTo(["high", .. Enumerable.Range(1, 300).Select(number => $"{number}"), ""]));
        Assert.That(frames[^1]["browser"], Is.EqualTo("end"));
        Assert.That((frames[^1]["subscription"], frames[^1]["destination"]), Is.EqualTo(("b", Queue)));
        Assert.That(frames.Select(frame => frame["ack"]), Has.All.Null);
        await client.SendAsync(Wire.Send(Queue, "more"));
        await client.ExpectAsync();
        await client.SendAsync(Wire.Unsubscribe("b") + Wire.Subscribe("1", Queue));
        Assert.That(await client.TakeAsync(), Has.Count.EqualTo(302));
    }

    [Test]
    public async Task An_empty_queue_has_but_an_end_and_goes_with_its_browser()
    {
        WireClient client = await Broker.ConnectAsync(version);
        await client.SendAsync(Wire.Subscribe("b", Queue, "auto", "browser:true\n"));
        Assert.That((await client.TakeAsync()).Single()["browser"], Is.EqualTo("end"));
        await client.DoAsync(Wire.Unsubscribe("b"));
        Assert.That(Broker.Engine.QueueCount, Is.Zero);
    }

    [Test]
    public async Task One_that_follows_sees_what_comes_even_if_it_is_consumed_at_once()
    {
        WireClient client = await Broker.ConnectAsync(version);
        WireClient consumer = await Broker.ConnectAsync(version);
        await client.SendAsync(Wire.Send(Queue, "1") + Wire.Subscribe("b", Queue, "auto", "browser:true\nbrowser-end:false\n"));
        await client.ExpectAsync("MESSAGE b 1");
        await consumer.SendAsync(Wire.Subscribe("c", Queue));
        await consumer.ExpectAsync("MESSAGE c 1");
        await consumer.SendAsync(Wire.Send(Queue, "2") + Wire.Send(Queue, "3", "priority:8\n"));
        Assert.That(await consumer.TakeAsync(), Has.Count.EqualTo(2));
        Assert.That((await client.TakeAsync()).Select(frame => frame.Body).Order(), Is.EqualTo(["2", "3"]));
    }

    [Test]
    public async Task Those_that_are_delivered_are_not_shown()
    {
        WireClient consumer = await Broker.ConnectAsync(version);
        await consumer.SendAsync(Wire.SendMany(Queue, 1, 3) + Wire.Subscribe("c", Queue, "client", "prefetch-count:2\n"));
        List<WireFrame> frames = await consumer.ExpectAsync("MESSAGE c 1", "MESSAGE c 2");
        WireClient client = await Broker.ConnectAsync(version);
        await client.SendAsync(Wire.Subscribe("b", Queue, "auto", "browser:true\n"));
        await client.ExpectAsync("MESSAGE b 3", "MESSAGE b ");
        await consumer.SendAsync(Wire.Ack(frames[1]));
        await consumer.DoAsync(Wire.Ack((await consumer.TakeAsync()).Single()));
    }

    [Test]
    public async Task A_slow_one_is_given_no_more_than_its_outbox_has_room_for()
    {
        Start(options => options.Limits.MaxOutboxBytes = 100_000);
        WireClient sender = await Broker.ConnectAsync(version);
        await sender.DoAsync([.. Enumerable.Range(1, 500).Select(number => Wire.Send(Queue, $"{number}".PadRight(1000)))]);
        WireClient client = await Broker.ConnectAsync(version, window: 1000);
        await client.SendAsync(Wire.Subscribe("b", Queue, "auto", "browser:true\n"));
        Assert.That(
            (await client.ReadManyAsync(501)).Select(frame => frame.Body.TrimEnd()),
            Is.EqualTo([.. Enumerable.Range(1, 500).Select(number => $"{number}"), ""]));
        await sender.SendAsync(Wire.Subscribe("1", Queue));
        await sender.ReadManyAsync(500);
    }

    [Test]
    public async Task A_long_queue_is_shown_a_bit_at_a_time_and_only_what_is_wanted()
    {
        WireClient client = await Broker.ConnectAsync(version);
        WireClient other = await Broker.ConnectAsync(version);
        await client.SendAsync(Wire.SendMany(Queue, 1, 5000));
        await client.ExpectAsync();
        await other.DoAsync(Wire.SendMany(Queue, 5001, 2));
        await client.SendAsync(Wire.Subscribe("b", Queue, "auto", "browser:true\nno-local:true\n"));
        Assert.That((await client.ReadManyAsync(3)).Select(frame => frame.Body), Is.EqualTo(["5001", "5002", ""]));
        await other.SendAsync(Wire.Subscribe("1", Queue));
        await other.ReadManyAsync(5002);
    }

    [Test]
    public async Task What_it_sees_cannot_be_acknowledged()
    {
        WireClient client = await Broker.ConnectAsync(version);
        await client.SendAsync(Wire.Send(Queue, "m") + Wire.Subscribe("b", Queue, "client", "browser:true\n"));
        await client.TakeAsync();
        await client.SendAsync(version == "1.2" ? "ACK\nid:1-1\n\n\0" : "ACK\nsubscription:b\nmessage-id:x-1-1\n\n\0");
        await client.ExpectErrorAsync("no such message");
        (Broker.QueuesLeft, Broker.MessagesLeft) = (1, 1);
    }
}
