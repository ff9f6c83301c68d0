using NUnit.Framework;
using Stomp.Tests.EndToEnd;

namespace Stomp.Tests.Conformance;

/// <summary>The end of a session that the client wants: by DISCONNECT, or by closing its side.</summary>
[TestFixture(Transport.Tcp)]
[TestFixture(Transport.WebSocket)]
public sealed class DisconnectTests(Transport transport) : ConformanceFixture(transport)
{
    private const int Messages = 100;

    [Test]
    [Checklist("C-125")]
    public async Task Frames_before_the_client_closed_are_processed([Values("1.0", "1.1", "1.2")] string version)
    {
        Peer publisher = await ConnectAsync(version);
        await publisher.SendAsync(string.Concat(Enumerable.Range(1, Messages).Select(i => WireText.Send($"/queue/{Own}", $"{i}"))));
        await publisher.FinishAsync();
        Assert.That(await publisher.ReceiveToEndAsync(), Is.Empty);

        Peer subscriber = await ConnectAsync(version);
        await SubscribeAsync(subscriber, $"/queue/{Own}");
        for (int i = 1; i <= Messages; i++)
        {
            Assert.That(WireText.Body(await subscriber.ReceiveAsync()), Is.EqualTo($"{i}"));
        }
    }

    [Test]
    [Checklist("C-128")]
    public async Task Its_receipt_comes_behind_all_else_and_before_the_end([Values("1.0", "1.1", "1.2")] string version)
    {
        Peer peer = await ConnectAsync(version);
        await SubscribeAsync(peer, $"/topic/{Own}");
        string body = new('x', 10_000);
        await peer.SendAsync(string.Concat(Enumerable.Repeat(WireText.Send($"/topic/{Own}", body), Messages)) + "DISCONNECT\nreceipt:bye\n\n\0");
        for (int i = 0; i < Messages; i++)
        {
            Assert.That(await peer.ReceiveAsync(), Does.StartWith("MESSAGE\n").And.EndWith($"\n\n{body}"));
        }

        Assert.That(await peer.ReceiveToEndAsync(), Is.EqualTo("RECEIPT\nreceipt-id:bye\n\n\0"));
    }

    [Test]
    [Checklist("C-128")]
    public async Task The_client_may_close_first([Values("1.0", "1.1", "1.2")] string version)
    {
        Peer peer = await ConnectAsync(version);
        await peer.SendAsync("DISCONNECT\nreceipt:bye\n\n\0");
        await peer.FinishAsync();
        Assert.That(await peer.ReceiveToEndAsync(), Is.EqualTo("RECEIPT\nreceipt-id:bye\n\n\0"));
    }

    [Test]
    [Checklist("C-129")]
    public async Task What_follows_it_is_ignored([Values("1.0", "1.1", "1.2")] string version)
    {
        Peer subscriber = await ConnectAsync(version);
        await SubscribeAsync(subscriber, $"/topic/{Own}");
        Peer peer = await ConnectAsync(version);
        await peer.SendAsync("DISCONNECT\nreceipt:bye\n\n\0" + WireText.Send($"/topic/{Own}", "late", "receipt:late\n") + "FOO\n\n\0");
        Assert.That(await peer.ReceiveToEndAsync(), Is.EqualTo("RECEIPT\nreceipt-id:bye\n\n\0"));
        await ExpectQuietAsync(subscriber);
    }

    [Test]
    [Checklist("C-130")]
    public async Task Without_a_receipt_it_closes_too([Values("1.0", "1.1", "1.2")] string version)
    {
        Peer peer = await ConnectAsync(version);
        await peer.SendAsync("DISCONNECT\n\n\0");
        Assert.That(await peer.ReceiveToEndAsync(), Is.Empty);
    }
}
