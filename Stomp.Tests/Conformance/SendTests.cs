using NUnit.Framework;
using Stomp.Tests.EndToEnd;

namespace Stomp.Tests.Conformance;

/// <summary>SEND: what it needs, what of it reaches a subscriber, and what does not.</summary>
[TestFixture(Transport.Tcp)]
[TestFixture(Transport.WebSocket)]
public sealed class SendTests(Transport transport) : RefusalFixture(transport)
{
    private const int MaxQueueBytes = 10_000;

    private protected override (string Name, string Value)[] Settings =>
        [("Limits:MaxQueueBytes", $"{MaxQueueBytes}"), ("Limits:Frame:MaxBodyBytes", "20000")];

    [Test]
    [Checklist("C-73", "C-75")]
    public async Task What_cannot_be_sent_is_answered_by_ERROR_and_the_end([Values("1.0", "1.1", "1.2")] string version)
    {
        await ExpectEachRefusedAsync(
            version,
            ("SEND\n\nx\0", "the frame lacks the header 'destination'"),
            ("SEND\nDestination:/topic/x\n\nx\0", "the frame lacks the header 'destination'"),
            (WireText.Send("", "x"), "the destination is unknown"),
            (WireText.Send("/nowhere/x", "x"), "the destination is unknown"),
            (WireText.Send("/queue/", "x"), "the destination names no queue"),
            (WireText.Send("/topic/a.*", "x"), "the destination has a wildcard"),
            (WireText.Send($"/queue/{Own}", new string('x', MaxQueueBytes)), "is full"),
            (WireText.Send("/topic/x", new string('x', 20_001)), "exceeds the limit of 20000 octets"),
            (WireText.Send("/topic/x", "x", "transaction:none\n"), "no transaction with this id is open"));
    }

    [Test]
    [Checklist("C-74", "C-110")]
    public async Task User_headers_reach_the_subscriber_in_their_order_repeats_included([Values("1.0", "1.1", "1.2")] string version)
    {
        const string Headers =
            "zebra:1\nreply-to:/queue/answers\nalpha:two words\nzebra:3\ncontent-type:application/json;charset=utf-8\npriority:9\nid:of the user\n";
        Peer peer = await ConnectAsync(version);
        await SubscribeAsync(peer, $"/topic/{Own}");
        await peer.SendAsync(WireText.Send($"/topic/{Own}", "{}", Headers));
        Assert.That(await peer.ReceiveAsync(), Does.StartWith("MESSAGE\n").And.Contain("\n" + Headers).And.EndWith("\n\n{}"));
    }

    [Test]
    [Checklist("C-76")]
    public async Task A_transaction_defers_it_to_COMMIT([Values("1.0", "1.1", "1.2")] string version)
    {
        Peer peer = await ConnectAsync(version);
        await SubscribeAsync(peer, $"/topic/{Own}");
        await peer.SendAsync("BEGIN\ntransaction:t\n\n\0" + WireText.Send($"/topic/{Own}", "deferred", "transaction:t\n"));
        await ExpectQuietAsync(peer);
        await peer.SendAsync("COMMIT\ntransaction:t\n\n\0");
        Assert.That(WireText.Body(await peer.ReceiveAsync()), Is.EqualTo("deferred"));
    }

    [Test]
    [Checklist("C-77")]
    public async Task A_destination_is_opaque_octets([Values("1.0", "1.1", "1.2")] string version)
    {
        Peer peer = await ConnectAsync(version);
        string destination = $"/queue/{Own} A//b/../%41?q=ü&*#";
        await peer.SendAsync(WireText.Send(destination, "exact"));
        await SubscribeAsync(peer, destination.Replace('A', 'a'), id: "other case");
        await SubscribeAsync(peer, destination + "/", id: "one more slash");
        await SubscribeAsync(peer, destination, id: "exact");
        string message = await peer.ReceiveAsync();
        Assert.That(WireText.Header(message, "subscription"), Is.EqualTo("exact"));
        Assert.That(WireText.Header(message, "destination"), Is.EqualTo(destination));
    }

    [Test]
    [Checklist("C-78")]
    public async Task It_may_be_empty([Values("1.0", "1.1", "1.2")] string version)
    {
        Peer peer = await ConnectAsync(version);
        await SubscribeAsync(peer, $"/topic/{Own}");
        await peer.SendAsync($"SEND\ndestination:/topic/{Own}\n\n\0");
        Assert.That(await peer.ReceiveAsync(), Does.StartWith("MESSAGE\n").And.EndWith("\n\n"));
        await ExpectQuietAsync(peer);
    }

    [Test]
    [Checklist("C-79")]
    public async Task Headers_of_the_server_cannot_be_forged([Values("1.0", "1.1", "1.2")] string version)
    {
        Peer peer = await ConnectAsync(version);
        await SubscribeAsync(peer, $"/queue/{Own}", "ack:client\n");
        await peer.SendAsync(
            "BEGIN\ntransaction:forged\n\n\0"
            + WireText.Send(
                $"/queue/{Own}",
                "body",
                "subscription:forged\nmessage-id:forged\nack:forged\nredelivered:true\ncontent-length:4\ncontent-length:1\n"
                + "receipt-id:forged\nreceipt:forged\ntransaction:forged\ndestination:/queue/forged\nkept:yes\n")
            + "COMMIT\ntransaction:forged\n\n\0");
        Assert.That(await peer.ReceiveAsync(), Is.EqualTo("RECEIPT\nreceipt-id:forged\n\n"));

        string message = await peer.ReceiveAsync();
        IEnumerable<string> lines = message[..message.IndexOf("\n\n", StringComparison.Ordinal)].Split('\n').Skip(1);
        string[] names = [.. lines.Select(line => line[..line.IndexOf(':', StringComparison.Ordinal)])];
        Assert.That(message, Does.Not.Contain("forged").And.EndWith("\n\nbody"));
        Assert.That(names, Is.Unique);
        string[] expected = ["subscription", "message-id", "destination", "content-length", "kept"];
        Assert.That(names, Is.EquivalentTo(version == "1.2" ? [.. expected, "ack"] : expected));
        Assert.That(WireText.Header(message, "content-length"), Is.EqualTo("4"));
        Assert.That(WireText.Header(message, "subscription"), Is.EqualTo("1"));
    }

    [Test]
    [Checklist("C-80")]
    public async Task Credentials_do_not_reach_the_subscriber([Values("1.0", "1.1", "1.2")] string version)
    {
        Peer subscriber = await ConnectAsync(version);
        await SubscribeAsync(subscriber, $"/topic/{Own}");
        Peer publisher = await ConnectAsync(version, "login:alice\npasscode:secret\n");
        await publisher.SendAsync(WireText.Send($"/topic/{Own}", "x"));
        await publisher.SendAsync(WireText.Send($"/topic/{Own}", "y", "login:alice\npasscode:secret\n"));
        Assert.That(await subscriber.ReceiveAsync(), Does.EndWith("\n\nx").And.Not.Contain("alice").And.Not.Contain("secret"));
        Assert.That(await subscriber.ReceiveAsync(), Does.EndWith("\n\ny").And.Not.Contain("alice").And.Not.Contain("secret"));
    }
}
