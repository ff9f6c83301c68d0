using NUnit.Framework;
using Stomp.Tests.EndToEnd;

namespace Stomp.Tests.Conformance;

/// <summary>UNSUBSCRIBE: whom it means, and what comes after it.</summary>
[TestFixture(Transport.Tcp)]
[TestFixture(Transport.WebSocket)]
public sealed class UnsubscribeTests(Transport transport) : RefusalFixture(transport)
{
    [Test]
    [Checklist("C-88")]
    public async Task No_message_follows_its_receipt([Values("1.0", "1.1", "1.2")] string version)
    {
        const int Rounds = 20;
        const int Messages = 50;
        Peer subscriber = await ConnectAsync(version);
        Peer publisher = await ConnectAsync(version);
        string sends = string.Concat(Enumerable.Repeat(WireText.Send($"/topic/{Own}", "x"), Messages));
        for (int round = 0; round < Rounds; round++)
        {
            await SubscribeAsync(subscriber, $"/topic/{Own}");
            Task sending = publisher.SendAsync(sends + WireText.Send($"/topic/{Own}", "last", "receipt:sent\n"));
            await subscriber.SendAsync("UNSUBSCRIBE\nid:1\nreceipt:unsubscribed\n\n\0");
            string frame;
            while ((frame = await subscriber.ReceiveAsync()).StartsWith("MESSAGE\n", StringComparison.Ordinal))
            {
                // They were sent before it was processed.
            }

            Assert.That(frame, Is.EqualTo("RECEIPT\nreceipt-id:unsubscribed\n\n"));
            await sending;
            Assert.That(await publisher.ReceiveAsync(), Is.EqualTo("RECEIPT\nreceipt-id:sent\n\n"));
            await ExpectQuietAsync(subscriber);
        }
    }

    [Test]
    [Checklist("C-89")]
    public async Task It_needs_a_live_subscription([Values("1.0", "1.1", "1.2")] string version)
    {
        await ExpectEachRefusedAsync(
            version,
            ("UNSUBSCRIBE\nid:unknown\n\n\0", "the session has no such subscription"),
            ("SUBSCRIBE\nid:1\ndestination:/topic/x\n\n\0UNSUBSCRIBE\nid:1\n\n\0UNSUBSCRIBE\nid:1\n\n\0", "the session has no such subscription"),
            ("UNSUBSCRIBE\n\n\0", "the frame lacks the header"));
    }

    [Test]
    [Checklist("C-89", "C-90")]
    public async Task From_1_1_on_a_destination_is_not_enough([Values("1.1", "1.2")] string version) =>
        await ExpectEachRefusedAsync(
            version, ("SUBSCRIBE\nid:1\ndestination:/topic/x\n\n\0UNSUBSCRIBE\ndestination:/topic/x\n\n\0", "the frame lacks the header 'id'"));

    [TestCase("", "destination:{0}\n")]
    [TestCase("id:a\n", "destination:{0}\n")]
    [TestCase("id:a\n", "id:a\n")]
    [TestCase("id:a\n", "id:a\ndestination:{0}\n")]
    [Checklist("C-90")]
    public async Task Version_1_0_names_a_subscription_by_destination_or_id(string subscribe, string unsubscribe)
    {
        string topic = $"/topic/{Own}";
        Peer peer = await ConnectAsync("1.0");
        await peer.SendAsync($"SUBSCRIBE\ndestination:{topic}\n{subscribe}\n\0{WireText.Send(topic, "before")}");
        Assert.That(WireText.Body(await peer.ReceiveAsync()), Is.EqualTo("before"));
        await peer.SendAsync($"UNSUBSCRIBE\n{string.Format(null, unsubscribe, topic)}\n\0{WireText.Send(topic, "after")}");
        await ExpectQuietAsync(peer);
    }

    [Test]
    [Checklist("C-90")]
    public async Task Version_1_0_names_an_unknown_destination() =>
        await ExpectEachRefusedAsync("1.0", ("UNSUBSCRIBE\ndestination:/topic/x\n\n\0", "the session has no such subscription"));

    [Test]
    [Checklist("C-91")]
    public async Task Its_id_may_be_used_again([Values("1.0", "1.1", "1.2")] string version)
    {
        Peer peer = await ConnectAsync(version);
        await SubscribeAsync(peer, $"/topic/{Own}.old");
        await peer.SendAsync("UNSUBSCRIBE\nid:1\n\n\0");
        await SubscribeAsync(peer, $"/topic/{Own}.new");
        await peer.SendAsync(WireText.Send($"/topic/{Own}.old", "old") + WireText.Send($"/topic/{Own}.new", "new"));
        string message = await peer.ReceiveAsync();
        Assert.That(WireText.Header(message, "subscription"), Is.EqualTo("1"));
        Assert.That(WireText.Body(message), Is.EqualTo("new"));
        await ExpectQuietAsync(peer);
    }

    [Test]
    [Checklist("C-93")]
    public async Task What_was_not_acknowledged_goes_to_another_and_a_late_ACK_does_nothing([Values("1.0", "1.1", "1.2")] string version)
    {
        string queue = $"/queue/{Own}";
        Peer first = await ConnectAsync(version);
        await SubscribeAsync(first, queue, "ack:client\n");
        await first.SendAsync(WireText.Send(queue, "a") + WireText.Send(queue, "b"));
        string[] held = [await first.ReceiveAsync(), await first.ReceiveAsync()];
        await first.SendAsync("UNSUBSCRIBE\nid:1\n\n\0");
        await ExpectQuietAsync(first);

        Peer second = await ConnectAsync(version);
        await SubscribeAsync(second, queue, "ack:client\n");
        string[] redelivered = [await second.ReceiveAsync(), await second.ReceiveAsync()];
        Assert.That(redelivered.Select(WireText.Body), Is.EqualTo(["a", "b"]));
        Assert.That(redelivered, Has.All.Contains("\nredelivered:true\n"));

        // Ignored: the ACK may have been under way when the subscription ended. It does not settle the other's.
        await first.SendAsync(AckText.Ack(version, held[1], "receipt:late\n"));
        Assert.That(await first.ReceiveAsync(), Is.EqualTo("RECEIPT\nreceipt-id:late\n\n"));
        second.Die();
        await SubscribeAsync(first, queue, id: "2");
        Assert.That(WireText.Body(await first.ReceiveAsync()), Is.EqualTo("a"));
        Assert.That(WireText.Body(await first.ReceiveAsync()), Is.EqualTo("b"));
    }
}
