using System.Net;
using System.Net.WebSockets;
using NUnit.Framework;

namespace Stomp.Tests.EndToEnd;

/// <summary>The ends of WebSockets: the frame that says why, then a close message with a code and the reason (W-7).</summary>
public sealed class WebSocketClosingTests : ServerFixture
{
    private protected override (string Name, string Value)[] Settings => [("Limits:Frame:MaxBodyBytes", "1000")];

    [TestCase("FOO\n\n\0", 1002)]
    [TestCase("CONNECT\naccept-version:1.2\nhost:test\n\n\0", 1002)]
    [TestCase("SEND\ndestination:/nowhere/x\n\n\0", 1008)]
    [TestCase("COMMIT\ntransaction:unknown\n\n\0", 1008)]
    [TestCase("SEND\ndestination:/topic/x\ncontent-length:1001\n\n", 1009)]
    public async Task ERROR_comes_before_the_close_message_with_its_code_and_reason_W_7(string frame, int code)
    {
        using WebSocketPeer peer = await WebSocketPeer.ConnectAsync(Server.WebSocket);
        await peer.SendAsync(frame);
        string error = await peer.ReceiveAsync();
        Assert.That(error, Does.StartWith("Text: ERROR\nmessage:"));
        string close = await peer.ReceiveAsync();
        Assert.That(close, Does.StartWith($"Close: {code} "));

        // The reason is the message, as far as a control frame holds it.
        string reason = close[$"Close: {code} ".Length..];
        Assert.That(reason, Is.Not.Empty);
        Assert.That(WireText.Header(error, "message").Replace("\\c", ":", StringComparison.Ordinal), Does.StartWith(reason));
    }

    [Test]
    public async Task ERROR_can_be_read_after_a_megabyte_of_rubbish_C_138()
    {
        using WebSocketPeer peer = await WebSocketPeer.ConnectAsync(Server.WebSocket);
        await peer.SendAsync("FOO\n\n\0");
        for (int i = 0; i < 64; i++)
        {
            await peer.SendAsync(new string('x', 16 * 1024));
        }

        Assert.That(await peer.ReceiveAsync(), Does.StartWith("Text: ERROR\n"));
        Assert.That(await peer.ReceiveAsync(), Does.StartWith("Close: 1002 "));
    }

    [Test]
    public async Task A_text_message_that_is_not_UTF_8_is_answered_with_1007_W_4()
    {
        using WebSocketPeer peer = await WebSocketPeer.ConnectAsync(Server.WebSocket);
        await peer.SendAsync([.. "SEND\ndestination:/topic/x\n\n"u8, 0xFF, 0], WebSocketMessageType.Text);
        Assert.That(await peer.ReceiveAsync(), Does.StartWith("Close: 1007"));
        await Eventually.HoldsAsync(() => Server.Broker.SessionCount == 0, "the session has ended");
    }

    [Test]
    public async Task Frames_before_the_clients_close_message_are_processed_and_their_receipts_arrive_C_125()
    {
        using WebSocketPeer peer = await WebSocketPeer.ConnectAsync(Server.WebSocket);
        await peer.SendAsync(WireText.Send("/topic/half", "x", "receipt:sent\n"));
        await peer.CloseOutputAsync();
        Assert.That(await peer.ReceiveAsync(), Is.EqualTo("Text: RECEIPT\nreceipt-id:sent\n\n\0"));
        Assert.That(await peer.ReceiveAsync(), Does.StartWith("Close: 1000"));
    }

    [Test]
    public async Task A_client_that_vanishes_leaves_no_session_behind_C_56()
    {
        for (int i = 0; i < 20; i++)
        {
            WebSocketPeer peer = await WebSocketPeer.ConnectAsync(Server.WebSocket);
            peer.Dispose();
        }

        await Eventually.HoldsAsync(() => Server.Broker.SessionCount == 0, "all sessions have ended");
    }

    [Test]
    public async Task A_plain_GET_is_told_to_upgrade()
    {
        using var http = new HttpClient();
        using HttpResponseMessage response = await http.GetAsync(new Uri(Server.Http, "stomp")).WaitAsync(Eventually.Patience);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.UpgradeRequired));
        Assert.That(response.Headers.Upgrade.ToString(), Is.EqualTo("websocket"));
        Assert.That(await response.Content.ReadAsStringAsync(), Does.StartWith("This is a STOMP endpoint").And.EndWith(".\n"));
    }

    [Test]
    public async Task The_root_is_a_page()
    {
        using var http = new HttpClient();
        using HttpResponseMessage response = await http.GetAsync(Server.Http).WaitAsync(Eventually.Patience);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(response.Content.Headers.ContentType?.ToString(), Is.EqualTo("text/html; charset=utf-8"));
        Assert.That(await response.Content.ReadAsStringAsync(), Does.StartWith("<!doctype html>").And.Contain("Stomp"));
    }
}
