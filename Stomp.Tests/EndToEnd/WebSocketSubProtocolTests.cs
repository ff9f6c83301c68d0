using NUnit.Framework;

namespace Stomp.Tests.EndToEnd;

/// <summary>The sub-protocol of a WebSocket, and the version agreed on in CONNECT.</summary>
public sealed class WebSocketSubProtocolTests : ServerFixture
{
    [TestCase("v10.stomp", "v10.stomp")]
    [TestCase("v11.stomp", "v11.stomp")]
    [TestCase("v12.stomp", "v12.stomp")]
    [TestCase("v10.stomp v11.stomp v12.stomp", "v12.stomp")]
    [TestCase("v11.stomp v10.stomp", "v11.stomp")]
    [TestCase("chat v10.stomp v13.stomp", "v10.stomp")]
    public async Task The_highest_one_offered_is_echoed_W_1(string offered, string echoed)
    {
        using WebSocketPeer peer = await WebSocketPeer.OpenAsync(Server.WebSocket, offered.Split(' '));
        Assert.That(peer.SubProtocol, Is.EqualTo(echoed));
    }

    [Test]
    public async Task None_is_fine_W_1()
    {
        using WebSocketPeer peer = await WebSocketPeer.OpenAsync(Server.WebSocket);
        Assert.That(peer.SubProtocol, Is.Null);
        await peer.SendAsync(WireText.Connect("1.0,1.1,1.2"));
        Assert.That(await peer.ReceiveAsync(), Does.Contain("\nversion:1.2\n"));
    }

    [Test]
    public async Task Unknown_ones_alone_are_as_none_and_not_echoed_W_1()
    {
        using WebSocketPeer peer = await WebSocketPeer.OpenAsync(Server.WebSocket, "chat", "v13.stomp");
        Assert.That(peer.SubProtocol, Is.Null);
        await peer.SendAsync(WireText.Connect("1.0,1.1,1.2"));
        Assert.That(await peer.ReceiveAsync(), Does.Contain("\nversion:1.2\n"));
    }

    [TestCase("v10.stomp", "1.0,1.1,1.2", "1.0")]
    [TestCase("v11.stomp", "1.0,1.1,1.2", "1.1")]
    [TestCase("v12.stomp", "1.0,1.1,1.2", "1.2")]
    [TestCase("v12.stomp", "1.0,1.1", "1.1")]
    [TestCase("v11.stomp", "1.0", "1.0")]
    public async Task It_limits_the_version_that_CONNECT_agrees_on_W_2(string subProtocol, string acceptVersion, string version)
    {
        using WebSocketPeer peer = await WebSocketPeer.OpenAsync(Server.WebSocket, subProtocol);
        await peer.SendAsync(WireText.Connect(acceptVersion));
        Assert.That(await peer.ReceiveAsync(), Does.StartWith("Text: CONNECTED\n").And.Contain($"\nversion:{version}\n"));
    }

    [Test]
    public async Task A_version_above_it_is_refused_W_2()
    {
        using WebSocketPeer peer = await WebSocketPeer.OpenAsync(Server.WebSocket, "v10.stomp");
        await peer.SendAsync(WireText.Connect("1.2"));
        Assert.That(await peer.ReceiveAsync(), Does.StartWith("Text: ERROR\n"));
        Assert.That(await peer.ReceiveAsync(), Does.StartWith("Close: 1002 "));
    }
}
