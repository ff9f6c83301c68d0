using System.Net.WebSockets;
using System.Text;
using NUnit.Framework;
using Stomp.Tests.EndToEnd;

namespace Stomp.Tests.Conformance;

/// <summary>STOMP frames and WebSocket messages: a stream in, text or binary messages of a limited length out.</summary>
[TestFixture(Transport.WebSocket)]
public sealed class WebSocketMessageTests(Transport transport) : ConformanceFixture(transport)
{
    private const int MaxMessageBytes = 64;

    private protected override (string Name, string Value)[] Settings =>
        [("WebSocket:MaxMessageBytes", $"{MaxMessageBytes}"), ("HeartBeat:Receive", "00:00:00.250")];

    [Test]
    [Checklist("W-3")]
    public async Task Frames_and_messages_have_nothing_to_do_with_each_other([Values(1, 3, 16, 1000)] int size)
    {
        byte[] wire = Encoding.UTF8.GetBytes(
            "\n\r\n" + WireText.Connect() + "\n\n" + WireText.Send("/topic/x", "grüß 😀", "receipt:1\n") + "\n"
            + WireText.Send("/topic/x", "", "receipt:2\n"));
        using WebSocketPeer peer = await WebSocketPeer.OpenAsync(Server.WebSocket);
        for (int start = 0; start < wire.Length; start += size)
        {
            // Every third piece is not the end of its message.
            await peer.SendAsync(wire[start..Math.Min(wire.Length, start + size)], WebSocketMessageType.Binary, endOfMessage: start / size % 3 != 2);
        }

        Assert.That(await ReceiveFrameAsync(peer), Does.StartWith("CONNECTED\n"));
        Assert.That(await ReceiveFrameAsync(peer), Is.EqualTo("RECEIPT\nreceipt-id:1\n\n\0"));
        Assert.That(await ReceiveFrameAsync(peer), Is.EqualTo("RECEIPT\nreceipt-id:2\n\n\0"));
    }

    [TestCase(WebSocketMessageType.Text)]
    [TestCase(WebSocketMessageType.Binary)]
    [Checklist("W-4", "W-10")]
    public async Task The_kind_of_the_clients_first_message_is_that_of_the_answers(WebSocketMessageType kind)
    {
        using WebSocketPeer peer = await WebSocketPeer.OpenAsync(Server.WebSocket);
        await peer.SendAsync(WireText.Connect(), kind);
        Assert.That(await peer.ReceiveAsync(), Does.StartWith($"{kind}: CONNECTED\n"));
    }

    [TestCase("?binary=true", "Binary")]
    [TestCase("?binary=false", "Text")]
    [TestCase("", "Text")]
    [Checklist("W-10")]
    public async Task A_client_that_sends_text_can_ask_for_binary_in_the_address(string query, string kind)
    {
        using WebSocketPeer peer = await WebSocketPeer.OpenAsync(new Uri(Server.WebSocket + query), "v12.stomp");
        await peer.SendAsync(WireText.Connect());
        Assert.That(await peer.ReceiveAsync(), Does.StartWith($"{kind}: CONNECTED\n"));
    }

    [Test]
    [Checklist("W-4")]
    public async Task A_body_that_is_not_UTF_8_is_binary_to_a_client_of_text()
    {
        using WebSocketPeer peer = await OpenAsync(WebSocketMessageType.Text, "/topic/octets");
        await peer.SendAsync([.. "SEND\ndestination:/topic/octets\n\n"u8, 0xFF, 0xFE, 0], WebSocketMessageType.Binary);
        Assert.That(await peer.ReceiveAsync(), Does.StartWith("Binary: MESSAGE\n"));
    }

    [Test]
    [Checklist("W-4")]
    public async Task Text_that_is_not_UTF_8_ends_the_connection_with_1007()
    {
        using WebSocketPeer peer = await OpenAsync(WebSocketMessageType.Text, "/topic/x");
        await peer.SendAsync([.. "SEND\ndestination:/topic/x\n\n"u8, 0xFF, 0]);
        Assert.That(await peer.ReceiveAsync(), Does.StartWith("Close: 1007"));
    }

    // Wherever the border falls within the four octets of a character.
    [TestCase(0)]
    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    [Checklist("W-5")]
    public async Task A_long_frame_of_text_is_split_between_characters(int shift)
    {
        string topic = $"/topic/split.{shift}";
        using WebSocketPeer peer = await OpenAsync(WebSocketMessageType.Text, topic);
        string body = new string('x', shift) + string.Concat(Enumerable.Repeat("😀", 100));
        await peer.SendAsync(WireText.Send(topic, body));
        List<string> messages = await ReceiveMessagesAsync(peer, WebSocketMessageType.Text);
        Assert.That(messages, Has.Count.GreaterThan(body.Length * 2 / MaxMessageBytes));
        Assert.That(messages.Select(Encoding.UTF8.GetByteCount), Has.All.LessThanOrEqualTo(MaxMessageBytes));
        Assert.That(messages[..^1].Select(Encoding.UTF8.GetByteCount), Has.All.GreaterThan(MaxMessageBytes - 4));
        Assert.That(string.Concat(messages), Does.StartWith("MESSAGE\n").And.EndWith($"\n\n{body}\0").And.Not.Contain('\uFFFD'));
    }

    [Test]
    [Checklist("W-5")]
    public async Task A_long_binary_frame_is_split_at_the_octet()
    {
        using WebSocketPeer peer = await OpenAsync(WebSocketMessageType.Binary, "/topic/split");
        await peer.SendAsync(WireText.Send("/topic/split", new string('x', 1000)), WebSocketMessageType.Binary);
        List<string> messages = await ReceiveMessagesAsync(peer, WebSocketMessageType.Binary);
        Assert.That(messages[..^1].Select(Encoding.UTF8.GetByteCount), Has.All.EqualTo(MaxMessageBytes));
        Assert.That(string.Concat(messages), Does.StartWith("MESSAGE\n").And.EndWith($"\n\n{new string('x', 1000)}\0"));
    }

    [TestCase(WebSocketMessageType.Text)]
    [TestCase(WebSocketMessageType.Binary)]
    [Checklist("W-6")]
    public async Task A_beat_is_a_message_of_one_line_feed(WebSocketMessageType kind)
    {
        using WebSocketPeer peer = await WebSocketPeer.OpenAsync(Server.WebSocket);
        await peer.SendAsync(WireText.Connect(headers: "heart-beat:0,250\n"), kind);
        Assert.That(await ReceiveFrameAsync(peer), Does.StartWith("CONNECTED\n"));
        Assert.That(await peer.ReceiveAsync(), Is.EqualTo($"{kind}: \n"));
    }

    [Test]
    [Checklist("W-6")]
    public async Task Pongs_are_no_beats()
    {
        // It sends pongs all the time, and not one octet of data after CONNECT.
        using var socket = new ClientWebSocket();
        socket.Options.KeepAliveInterval = TimeSpan.FromMilliseconds(50);
        await socket.ConnectAsync(Server.WebSocket, CancellationToken.None).WaitAsync(Eventually.Patience);
        byte[] connect = Encoding.UTF8.GetBytes(WireText.Connect(headers: "heart-beat:250,0\n"));
        await socket.SendAsync(connect, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None).WaitAsync(Eventually.Patience);
        byte[] buffer = new byte[4096];
        var received = new StringBuilder();
        WebSocketReceiveResult result;
        do
        {
            result = await socket.ReceiveAsync(buffer, CancellationToken.None).WaitAsync(Eventually.Patience);
            received.Append(Encoding.UTF8.GetString(buffer, 0, result.Count));
        }
        while (result.MessageType != WebSocketMessageType.Close);

        Assert.That(received.ToString(), Does.StartWith("CONNECTED\n").And.Contain("\0ERROR\nmessage:nothing was received for "));
        Assert.That(socket.CloseStatus, Is.EqualTo(WebSocketCloseStatus.PolicyViolation));
    }

    [TestCase("FOO\n\n\0", 1002)]
    [TestCase("SEND\ndestination:/nowhere/x\n\n\0", 1008)]
    [TestCase("SEND\ndestination:/topic/x\ncontent-length:999999999\n\n", 1009)]
    [Checklist("W-7")]
    public async Task ERROR_comes_before_a_close_message_with_a_code_and_the_reason(string wire, int code)
    {
        using WebSocketPeer peer = await OpenAsync(WebSocketMessageType.Text, "/topic/x");
        await peer.SendAsync(wire);
        string error = await ReceiveFrameAsync(peer);
        Assert.That(error, Does.StartWith("ERROR\nmessage:"));
        string close = await peer.ReceiveAsync();
        Assert.That(close, Does.StartWith($"Close: {code} "));
        Assert.That(close[$"Close: {code} ".Length..], Has.Length.GreaterThan(10));
        Assert.That(WireText.Header(error, "message"), Does.StartWith(close[$"Close: {code} ".Length..]));
    }

    // Connects, and subscribes; whatever comes of that has been received.
    private async Task<WebSocketPeer> OpenAsync(WebSocketMessageType kind, string destination)
    {
        WebSocketPeer peer = await WebSocketPeer.OpenAsync(Server.WebSocket);
        await peer.SendAsync(WireText.Connect() + WireText.Subscribe(destination), kind);
        Assert.That(await ReceiveFrameAsync(peer), Does.StartWith("CONNECTED\n"));
        Assert.That(await ReceiveFrameAsync(peer), Does.StartWith("RECEIPT\n"));
        return peer;
    }

    private static async Task<string> ReceiveFrameAsync(WebSocketPeer peer)
    {
        string frame = "";
        while (!frame.EndsWith('\0'))
        {
            string message = await peer.ReceiveAsync();
            frame += message[(message.IndexOf(": ", StringComparison.Ordinal) + 2)..];
        }

        return frame;
    }

    private static async Task<List<string>> ReceiveMessagesAsync(WebSocketPeer peer, WebSocketMessageType kind)
    {
        var messages = new List<string>();
        while (messages.Count == 0 || !messages[^1].EndsWith('\0'))
        {
            string message = await peer.ReceiveAsync();
            Assert.That(message, Does.StartWith($"{kind}: "));
            messages.Add(message[$"{kind}: ".Length..]);
        }

        return messages;
    }
}
