using NUnit.Framework;
using Stomp.Tests.EndToEnd;

namespace Stomp.Tests.Conformance;

/// <summary>The opening of a WebSocket: sub-protocols, and that there are no extensions.</summary>
[TestFixture(Transport.WebSocket)]
public sealed class WebSocketHandshakeTests(Transport transport) : ConformanceFixture(transport)
{
    [TestCase("v10.stomp, v11.stomp, v12.stomp", "v12.stomp")]
    [TestCase("v11.stomp, v10.stomp", "v11.stomp")]
    [TestCase("chat, v10.stomp", "v10.stomp")]
    [Checklist("W-1")]
    public async Task The_highest_sub_protocol_offered_is_echoed(string offered, string echoed)
    {
        string answer = await HttpUpgrade.RequestAsync(Server, $"Sec-WebSocket-Protocol: {offered}");
        Assert.That(answer, Does.StartWith("HTTP/1.1 101 ").And.Contain($"\nSec-WebSocket-Protocol: {echoed}\n"));
    }

    [Test]
    [Checklist("W-1")]
    public async Task No_known_sub_protocol_is_fine_and_none_is_echoed()
    {
        foreach (string[] headers in (string[][])[[], ["Sec-WebSocket-Protocol: chat, v13.stomp"]])
        {
            string answer = await HttpUpgrade.RequestAsync(Server, headers);
            Assert.That(answer, Does.StartWith("HTTP/1.1 101 ").And.Not.Contain("Sec-WebSocket-Protocol"));
        }
    }

    [TestCase("v11.stomp", "1.0,1.1,1.2", "1.1")]
    [TestCase("v12.stomp", "1.0,1.1", "1.1")]
    [TestCase("v12.stomp", "1.2,1.1", "1.2")]
    [TestCase("v10.stomp", "1.0,1.1,1.2", "1.0")]
    [Checklist("W-2")]
    public async Task CONNECT_decides_the_version_below_that_of_the_sub_protocol(string subProtocol, string acceptVersion, string version)
    {
        using WebSocketPeer peer = await WebSocketPeer.OpenAsync(Server.WebSocket, subProtocol);
        await peer.SendAsync(WireText.Connect(acceptVersion));
        Assert.That(await peer.ReceiveAsync(), Does.StartWith("Text: CONNECTED\n").And.Contain($"\nversion:{version}\n"));
    }

    [Test]
    [Checklist("W-2")]
    public async Task No_version_is_left_below_that_of_the_sub_protocol()
    {
        using WebSocketPeer peer = await WebSocketPeer.OpenAsync(Server.WebSocket, "v11.stomp");
        await peer.SendAsync(WireText.Connect("1.2"));
        Assert.That(await peer.ReceiveAsync(), Does.StartWith("Text: ERROR\n"));
    }

    [TestCase("permessage-deflate")]
    [TestCase("permessage-deflate; client_max_window_bits")]
    [TestCase("permessage-deflate; server_no_context_takeover; client_no_context_takeover")]
    [Checklist("W-9")]
    public async Task Compression_is_not_agreed_on(string offered)
    {
        string answer = await HttpUpgrade.RequestAsync(Server, $"Sec-WebSocket-Extensions: {offered}");
        Assert.That(answer, Does.StartWith("HTTP/1.1 101 ").And.Not.Contain("Sec-WebSocket-Extensions").IgnoreCase);
    }
}
