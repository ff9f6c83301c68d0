using NUnit.Framework;
using Stomp.Tests.EndToEnd;

namespace Stomp.Tests.Conformance;

/// <summary>What may come before, with and after CONNECT.</summary>
[TestFixture(Transport.Tcp)]
[TestFixture(Transport.WebSocket)]
public sealed class HandshakeOrderTests(Transport transport) : ConformanceFixture(transport)
{
    [TestCase("SUBSCRIBE\nid:1\ndestination:/topic/x\n\n\0")]
    [TestCase("UNSUBSCRIBE\nid:1\n\n\0")]
    [TestCase("ACK\nid:1\n\n\0")]
    [TestCase("NACK\nid:1\n\n\0")]
    [TestCase("BEGIN\ntransaction:1\n\n\0")]
    [TestCase("COMMIT\ntransaction:1\n\n\0")]
    [TestCase("ABORT\ntransaction:1\n\n\0")]
    [TestCase("DISCONNECT\nreceipt:r\n\n\0")]
    [Checklist("C-57")]
    public async Task Nothing_but_CONNECT_may_come_first(string frame)
    {
        Peer peer = await OpenAsync();
        await peer.SendAsync("\n" + frame + WireText.Connect());
        await ExpectErrorAndCloseAsync(peer, "CONNECT must be the first frame");
    }

    [Test]
    [Checklist("C-57")]
    public async Task A_SEND_before_CONNECT_is_not_executed([Values("1.0", "1.1", "1.2")] string version)
    {
        Peer receiver = await ConnectAsync(version);
        await SubscribeAsync(receiver, $"/topic/{Own}");
        Peer peer = await OpenAsync();
        await peer.SendAsync(WireText.Send($"/topic/{Own}", "too early") + WireText.Connect(version) + WireText.Send($"/topic/{Own}", "too late"));
        await ExpectErrorAndCloseAsync(peer, "CONNECT must be the first frame");
        await ExpectQuietAsync(receiver);
    }

    [TestCase("1.0", "1.2", "CONNECT")]
    [TestCase("1.1", "1.0", "STOMP")]
    [TestCase("1.2", "1.2", "CONNECT")]
    [TestCase("1.2", "1.1", "STOMP")]
    [Checklist("C-58")]
    public async Task A_second_CONNECT_is_refused(string version, string other, string command)
    {
        Peer receiver = await ConnectAsync();
        await SubscribeAsync(receiver, $"/topic/{Own}");
        Peer peer = await ConnectAsync(version);
        await peer.SendAsync($"{command}\naccept-version:{other}\nhost:test\n\n\0" + WireText.Send($"/topic/{Own}", "too late"));
        await ExpectErrorAndCloseAsync(peer, "the session is connected already");
        await ExpectQuietAsync(receiver);
    }

    [TestCase("CONNECT")]
    [TestCase("STOMP")]
    [Checklist("C-59")]
    public async Task A_receipt_on_CONNECT_is_not_answered(string command)
    {
        foreach (string version in (string[])["1.0", "1.1", "1.2"])
        {
            Peer peer = await OpenAsync();
            await peer.SendAsync($"{command}\naccept-version:{version}\nhost:test\nreceipt:r\n\n\0");
            Assert.That(await peer.ReceiveAsync(), Does.StartWith("CONNECTED\n").And.Not.Contain("receipt"));
            await ExpectQuietAsync(peer);
        }
    }

    [Test]
    [Checklist("C-60")]
    public async Task Frames_in_one_packet_with_CONNECT_are_processed_in_their_order([Values("1.0", "1.1", "1.2")] string version)
    {
        Peer peer = await OpenAsync();
        await peer.SendAsync(
            WireText.Connect(version) + WireText.Subscribe($"/topic/{Own}")
            + WireText.Send($"/topic/{Own}", "1") + WireText.Send($"/topic/{Own}", "2") + "DISCONNECT\nreceipt:bye\n\n\0");
        Assert.That(await peer.ReceiveAsync(), Does.StartWith($"CONNECTED\nversion:{version}\n"));
        Assert.That(await peer.ReceiveAsync(), Is.EqualTo("RECEIPT\nreceipt-id:subscribed\n\n"));
        Assert.That(await peer.ReceiveAsync(), Does.StartWith("MESSAGE\n").And.EndWith("\n\n1"));
        Assert.That(await peer.ReceiveAsync(), Does.StartWith("MESSAGE\n").And.EndWith("\n\n2"));
        Assert.That(await peer.ReceiveToEndAsync(), Is.EqualTo("RECEIPT\nreceipt-id:bye\n\n\0"));
    }
}
