using NUnit.Framework;
using Stomp.Tests.EndToEnd;

namespace Stomp.Tests.Conformance;

/// <summary>How ACK and NACK name a message in each version, and what is refused.</summary>
[TestFixture(Transport.Tcp)]
[TestFixture(Transport.WebSocket)]
public sealed class AckKeyTests(Transport transport) : RefusalFixture(transport)
{
    private const string NoSuchMessage = "there is no such message to acknowledge";

    [Test]
    [Checklist("C-94", "C-95", "C-96", "C-107")]
    public async Task Two_subscriptions_acknowledge_the_same_message_each_for_itself([Values("1.0", "1.1", "1.2")] string version)
    {
        Peer peer = await ConnectAsync(version);
        await SubscribeAsync(peer, $"/topic/{Own}", "ack:client\n", id: "a");
        await SubscribeAsync(peer, $"/topic/{Own}", "ack:client\n", id: "b");
        await peer.SendAsync(WireText.Send($"/topic/{Own}", "x"));
        string[] copies = [await peer.ReceiveAsync(), await peer.ReceiveAsync()];
        Assert.That(copies.Select(copy => AckText.Key(version, copy)), Is.Unique);

        // Each settles its own delivery only: otherwise the second one would be of a message that is settled already.
        await peer.SendAsync(AckText.Ack(version, copies[1], "receipt:1\n") + AckText.Ack(version, copies[0], "receipt:2\n"));
        Assert.That(await peer.ReceiveAsync(), Is.EqualTo("RECEIPT\nreceipt-id:1\n\n"));
        Assert.That(await peer.ReceiveAsync(), Is.EqualTo("RECEIPT\nreceipt-id:2\n\n"));
    }

    [Test]
    [Checklist("C-94")]
    public async Task Version_1_0_needs_the_message_id([Values("", "id:1-1\n", "subscription:1\n")] string headers) =>
        await ExpectEachRefusedAsync("1.0", ($"ACK\n{headers}\n\0", "the frame lacks the header 'message-id'"));

    [TestCase("ACK")]
    [TestCase("NACK")]
    [Checklist("C-95")]
    public async Task Version_1_1_needs_message_id_and_subscription(string command)
    {
        await ExpectHeldRefusedAsync("1.1", _ => $"{command}\nsubscription:1\n\n\0", "the frame lacks the header 'message-id'");
        await ExpectHeldRefusedAsync(
            "1.1", message => $"{command}\nmessage-id:{WireText.Header(message, "message-id")}\n\n\0", "the frame lacks the header 'subscription'");
        await ExpectHeldRefusedAsync(
            "1.1",
            message => $"{command}\nmessage-id:{WireText.Header(message, "message-id")}\nsubscription:2\n\n\0",
            "the header 'subscription' is not that of the message");
        await ExpectHeldRefusedAsync("1.1", _ => $"{command}\nmessage-id:unknown\nsubscription:1\n\n\0", NoSuchMessage);
    }

    [TestCase("ACK")]
    [TestCase("NACK")]
    [Checklist("C-96")]
    public async Task Version_1_2_needs_the_id_of_a_message_that_is_not_settled(string command)
    {
        await ExpectHeldRefusedAsync("1.2", _ => $"{command}\n\n\0", "the frame lacks the header 'id'");
        await ExpectHeldRefusedAsync(
            "1.2",
            message => $"{command}\nmessage-id:{WireText.Header(message, "message-id")}\nsubscription:1\n\n\0",
            "the frame lacks the header 'id'");
        string[] ids = ["", "unknown", "1-1", "1--1", "-1", "99999999999-1", "1-99999999999999999999"];
        await ExpectEachRefusedAsync("1.2", [.. ids.Select(id => ($"{command}\nid:{id}\n\n\0", NoSuchMessage))]);
    }

    [Test]
    [Checklist("C-104")]
    public async Task A_second_ACK_is_refused([Values("1.0", "1.1", "1.2")] string version) =>
        await ExpectHeldRefusedAsync(
            version, message => AckText.Ack(version, message) + AckText.Ack(version, message, "receipt:r\n"), "\nreceipt-id:r\n");

    [TestCase("1.0", "message-id:{0}\n")]
    [TestCase("1.1", "message-id:{0}\nsubscription:1\n")]
    [TestCase("1.2", "id:{0}\n")]
    [TestCase("1.2", "id:1-1\n")]
    [Checklist("C-104")]
    public async Task An_ACK_for_a_subscription_that_does_not_acknowledge_is_refused(string version, string key)
    {
        foreach (string destination in (string[])[$"/topic/{Own}", $"/queue/{Own}"])
        {
            Peer peer = await ConnectAsync(version);
            await SubscribeAsync(peer, destination);
            await peer.SendAsync(WireText.Send(destination, "x"));
            string id = WireText.Header(await peer.ReceiveAsync(), "message-id");
            await ExpectRefusedAsync(peer, $"ACK\n{string.Format(null, key, id)}\n\0", NoSuchMessage);
        }
    }

    [Test]
    [Checklist("C-104")]
    public async Task A_foreign_key_is_refused_and_settles_nothing([Values("1.0", "1.1", "1.2")] string version)
    {
        string queue = $"/queue/{Own}";
        Peer owner = await ConnectAsync(version);
        await SubscribeAsync(owner, queue, "ack:client\n");
        await owner.SendAsync(WireText.Send(queue, "x"));
        string message = await owner.ReceiveAsync();
        await ExpectRefusedAsync(await ConnectAsync(version), AckText.Ack(version, message), NoSuchMessage);

        // It is still the owner's to acknowledge.
        await owner.SendAsync(AckText.Ack(version, message, "receipt:settled\n"));
        Assert.That(await owner.ReceiveAsync(), Is.EqualTo("RECEIPT\nreceipt-id:settled\n\n"));
    }

    [Test]
    [Checklist("C-104")]
    public async Task The_same_key_on_two_connections_means_two_messages()
    {
        Peer first = await ConnectAsync();
        Peer second = await ConnectAsync();
        await SubscribeAsync(first, $"/queue/{Own}.first", "ack:client\n");
        await SubscribeAsync(second, $"/queue/{Own}.second", "ack:client\n");
        await first.SendAsync(WireText.Send($"/queue/{Own}.first", "1") + WireText.Send($"/queue/{Own}.second", "2"));
        string message = await second.ReceiveAsync();
        Assert.That(AckText.Key("1.2", await first.ReceiveAsync()), Is.EqualTo(AckText.Key("1.2", message)));
        await second.SendAsync(AckText.Ack("1.2", message, "receipt:settled\n"));
        Assert.That(await second.ReceiveAsync(), Is.EqualTo("RECEIPT\nreceipt-id:settled\n\n"));
        first.Die();
        await SubscribeAsync(second, $"/queue/{Own}.first", id: "next");
        Assert.That(WireText.Body(await second.ReceiveAsync()), Is.EqualTo("1"));
    }

    // With a message that waits for its acknowledgement, what is made of it is refused.
    private async Task ExpectHeldRefusedAsync(string version, Func<string, string> wire, string expected)
    {
        Peer peer = await ConnectAsync(version);
        await SubscribeAsync(peer, $"/topic/{Own}", "ack:client\n");
        await peer.SendAsync(WireText.Send($"/topic/{Own}", "x"));
        await ExpectRefusedAsync(peer, wire(await peer.ReceiveAsync()), expected);
    }
}
