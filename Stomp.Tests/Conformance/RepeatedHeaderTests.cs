using NUnit.Framework;
using Stomp.Tests.EndToEnd;

namespace Stomp.Tests.Conformance;

[TestFixture(Transport.Tcp)]
[TestFixture(Transport.WebSocket)]
public sealed class RepeatedHeaderTests(Transport transport) : ConformanceFixture(transport)
{
    [Test]
    [Checklist("C-40", "C-42")]
    public async Task The_first_destination_is_where_a_message_goes_and_what_it_says([Values("1.0", "1.1", "1.2")] string version)
    {
        Peer peer = await ConnectAsync(version);
        await SubscribeAsync(peer, $"/topic/{Own}.a", id: "a");
        await SubscribeAsync(peer, $"/topic/{Own}.b", id: "b");
        await peer.SendAsync(WireText.Send($"/topic/{Own}.a", "body", $"destination:/topic/{Own}.b\n"));
        string message = await peer.ReceiveAsync();
        Assert.That(WireText.Header(message, "subscription"), Is.EqualTo("a"));
        Assert.That(WireText.Header(message, "destination"), Is.EqualTo($"/topic/{Own}.a"));
        Assert.That(message, Does.Not.Contain($"{Own}.b"));
        await ExpectQuietAsync(peer);
    }

    [TestCase("SUBSCRIBE\nid:1\nid:2\ndestination:/topic/x\n\n\0", "UNSUBSCRIBE\nid:1\nid:3\nreceipt:r\nreceipt:s\n\n\0")]
    [TestCase("BEGIN\ntransaction:1\ntransaction:2\n\n\0", "COMMIT\ntransaction:1\ntransaction:3\nreceipt:r\nreceipt:s\n\n\0")]
    [Checklist("C-40", "C-42")]
    public async Task The_first_id_and_the_first_receipt_count(string first, string second)
    {
        Peer peer = await ConnectAsync();
        await peer.SendAsync(first + second);
        Assert.That(await peer.ReceiveAsync(), Is.EqualTo("RECEIPT\nreceipt-id:r\n\n"));
        await ExpectQuietAsync(peer);
    }

    [Test]
    [Checklist("C-40", "C-42")]
    public async Task The_first_accept_version_and_the_first_heart_beat_count()
    {
        Peer peer = await OpenAsync();
        await peer.SendAsync("CONNECT\naccept-version:1.1\naccept-version:1.2\nhost:test\nheart-beat:0,0\nheart-beat:x\n\n\0");
        Assert.That(await peer.ReceiveAsync(), Does.StartWith("CONNECTED\nversion:1.1\n"));
    }

    [Test]
    [Checklist("C-41")]
    public async Task Repeated_headers_of_users_keep_their_order([Values("1.1", "1.2")] string version) =>
        Assert.That(await RelayAsync(version, version, "k:1\nl:0\nk:2\nk:1\n"), Does.Contain("\nk:1\nl:0\nk:2\nk:1\n"));

    // What the server says itself is there once, or first: nobody can take a sender's header for it.
    [Test]
    [Checklist("C-41")]
    public async Task The_servers_headers_come_first([Values("1.1", "1.2")] string version)
    {
        string message = await RelayAsync(
            version, version, "k:v\nsubscription:forged\nmessage-id:forged\nack:forged\nredelivered:true\ncontent-length:4\ndestination:/topic/forged\n");
        Assert.That(WireText.Header(message, "subscription"), Is.EqualTo("1"));
        Assert.That(WireText.Header(message, "message-id"), Is.Not.EqualTo("forged"));
        Assert.That(WireText.Header(message, "destination"), Does.StartWith($"/topic/{Own}"));
        int firstOfUser = message.IndexOf("\nk:v\n", StringComparison.Ordinal);
        Assert.That(message.IndexOf("\nsubscription:", StringComparison.Ordinal), Is.Positive.And.LessThan(firstOfUser));
        Assert.That(message.IndexOf("\nmessage-id:", StringComparison.Ordinal), Is.Positive.And.LessThan(firstOfUser));
        Assert.That(message.IndexOf("\ndestination:", StringComparison.Ordinal), Is.Positive.And.LessThan(firstOfUser));
    }
}
