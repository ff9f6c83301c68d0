using System.Net;
using System.Text;
using System.Text.Json;
using NUnit.Framework;
using Stomp.Tests.EndToEnd;

namespace Stomp.Tests.SockJs;

/// <summary>The broker behind SockJS: a session like any other, whatever the transport.</summary>
public sealed class StompOverSockJsTests : ServerFixture
{
    // What stands around a frame, and whether it stands in a string of a script.
    private static readonly Dictionary<string, (string Before, string Behind, bool IsInScript)> Formats = new()
    {
        ["xhr"] = ("", "\n", false),
        ["xhr_streaming"] = ("", "\n", false),
        ["eventsource"] = ("data: ", "\r\n\r\n", false),
        ["htmlfile?c=x"] = ("<script>\np(\"", "\");\n</script>\r\n", true),
        ["jsonp?c=x"] = ("/**/x(\"", "\");\r\n", true),
    };

    private static readonly string[] Transports = [.. Formats.Keys];

    private SockJsPeer _peer = null!;
    private Queue<string> _received = null!;
    private HttpStream? _stream;
    private string _close = "";

    [SetUp]
    public void Open()
    {
        // Scripts of other sites could be at work: a request for one says whose it is.
        _peer = new SockJsPeer(Server.SockJs) { Headers = [("Sec-Fetch-Site", "same-origin")] };
        _received = new Queue<string>();
        _stream = null;
        _close = "";
    }

    [TearDown]
    public void Close()
    {
        _stream?.Dispose();
        _peer.Dispose();
    }

    [TestCaseSource(nameof(Transports))]
    public async Task A_session_from_CONNECT_to_its_end(string transport)
    {
        string topic = $"/topic/sockjs.{Array.IndexOf(Transports, transport)}";
        await OpenAsync(transport);
        await SendAsync(WireText.Connect());
        Assert.That(await NextAsync(transport), Does.StartWith("CONNECTED\nversion:1.2\n"));
        await SendAsync(WireText.Subscribe(topic));
        Assert.That(await NextAsync(transport), Is.EqualTo("RECEIPT\nreceipt-id:subscribed\n\n\0"));

        const string Body = "grüß 漢 😀 \u2028 \"</script>\" \\ \u200d end";
        await SendAsync(WireText.Send(topic, Body, "special:a\\nb\n"));
        string message = await NextAsync(transport);
        Assert.That(message, Does.StartWith("MESSAGE\n").And.EndWith($"\n\n{Body}\0"));
        Assert.That(WireText.Header(message, "special"), Is.EqualTo("a\\nb"));

        await SendAsync("DISCONNECT\nreceipt:bye\n\n\0");
        Assert.That(await NextAsync(transport), Is.EqualTo("RECEIPT\nreceipt-id:bye\n\n\0"));
        Assert.That(await NextAsync(transport), Is.Empty);
        Assert.That(_close, Is.EqualTo("""[1000,"disconnected"]"""));
    }

    [Test]
    public async Task A_frame_may_span_messages_and_payloads_and_a_message_may_hold_many()
    {
        await OpenAsync("xhr");
        foreach (string part in new[] { "CONN", "ECT\naccept-version:1.2\nhost:test\n", "\n" })
        {
            await SendAsync(part);
        }

        await SendAsync("\0\n", "\n" + WireText.Subscribe("/topic/sockjs.parts") + WireText.Send("/topic/sockjs.parts", "gr\u00fc"), "\n\n");
        Assert.That(await NextAsync("xhr"), Does.StartWith("CONNECTED\n"));
        Assert.That(await NextAsync("xhr"), Does.StartWith("RECEIPT\n"));
        Assert.That(await NextAsync("xhr"), Does.EndWith("\n\ngrü\0"));
    }

    [Test]
    public async Task An_error_comes_before_the_close_frame_that_has_its_reason()
    {
        await OpenAsync("xhr");
        await SendAsync(WireText.Connect());
        await NextAsync("xhr");
        await SendAsync("SEND\nreceipt:r\n\nx\0");
        Assert.That(await NextAsync("xhr"), Does.StartWith("ERROR\n").And.Contain("receipt-id:r"));
        Assert.That(await NextAsync("xhr"), Is.Empty);
        Assert.That(_close, Is.EqualTo("[1008,\"the frame lacks the header 'destination'\"]"));
        (HttpResponseMessage response, _) = await _peer.RequestAsync("POST", _peer["xhr_send"], """["x"]""");
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    // SockJS has text alone. Lengths stay true, so that the client finds the frame's end.
    [Test]
    public async Task A_body_that_is_no_text_arrives_with_U001A_for_what_is_none()
    {
        await OpenAsync("xhr");
        await SendAsync(WireText.Connect());
        await NextAsync("xhr");
        await SendAsync(WireText.Subscribe("/topic/sockjs.binary"));
        await NextAsync("xhr");
        await using TcpPeer sender = await TcpPeer.ConnectAsync(Server.Tcp);
        byte[] body = [0x61, 0xFF, 0x00, 0xC3, 0xBC];
        byte[] frame = [.. Encoding.UTF8.GetBytes($"SEND\ndestination:/topic/sockjs.binary\ncontent-length:{body.Length}\n\n"), .. body, 0];
        await sender.SendAsync(frame);
        Assert.That(await NextAsync("xhr"), Does.Contain("\ncontent-length:5\n").And.EndWith("\n\na\u001a\0ü\0"));
    }

    [Test]
    public async Task STOMP_goes_over_raw_WebSocket_below_the_endpoint()
    {
        using WebSocketPeer peer = await WebSocketPeer.ConnectAsync(new Uri($"ws://{Server.SockJs.Authority}/sockjs/websocket"));
        Assert.That(peer.SubProtocol, Is.EqualTo("v12.stomp"));
        await peer.SubscribeAsync("/topic/sockjs.raw");
    }

    [Test]
    public async Task A_WebSocket_for_the_endpoint_itself_is_told_where_to_go()
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, Server.SockJs);
        request.Headers.Connection.Add("Upgrade");
        request.Headers.Upgrade.ParseAdd("websocket");
        request.Headers.Add("Sec-WebSocket-Version", "13");
        request.Headers.Add("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
        using HttpResponseMessage response = await http.SendAsync(request);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(await response.Content.ReadAsStringAsync(), Does.Contain("/websocket"));
    }

    [Test]
    public async Task The_log_says_by_which_transport_a_session_came()
    {
        await OpenAsync("xhr_streaming");
        await SendAsync(WireText.Connect());
        await NextAsync("xhr_streaming");
        Assert.That(await Server.Log.WaitForAsync(100, "over sockjs-xhr-streaming from 127.0.0.1:"), Is.Not.Empty);
    }

    [Test]
    public async Task A_client_that_stops_asking_ends_and_nothing_is_left_of_it()
    {
        await using StompServer server = await StompServer.StartAsync(("SockJs:DisconnectDelay", "00:00:00.2"));
        using var peer = new SockJsPeer(server.SockJs);
        await peer.ReceiveAsync("xhr");
        await peer.SendAsync(Payload(WireText.Connect()));
        Assert.That(await peer.ReceiveAsync("xhr"), Does.StartWith("a[\"CONNECTED"));
        Assert.That(server.Broker.SessionCount, Is.EqualTo(1));
        await Eventually.HoldsAsync(() => server.Broker.SessionCount == 0, "the session has ended");
        Assert.That(server.Log.Errors, Is.Empty);
    }

    // What is not asked for waits in the broker's outbox, which has its limit.
    [Test]
    public async Task A_client_that_asks_too_slowly_is_disconnected_and_delays_nobody()
    {
        await using StompServer server = await StompServer.StartAsync(("SockJs:DisconnectDelay", "00:01:00"), ("Limits:MaxOutboxBytes", "500000"));
        using var slow = new SockJsPeer(server.SockJs);
        await slow.ReceiveAsync("xhr");
        await slow.SendAsync(Payload(WireText.Connect() + WireText.Subscribe("/topic/flood")));
        await using TcpPeer sender = await TcpPeer.ConnectAsync(server.Tcp);
        await sender.SubscribeAsync("/topic/flood");
        for (int i = 0; i < 1_000; i++)
        {
            await sender.SendAsync(WireText.Send("/topic/flood", new string('x', 1_000)));
            Assert.That(await sender.ReceiveAsync(), Does.StartWith("MESSAGE\n"));
        }

        Assert.That(await server.Log.WaitForAsync(103), Does.Contain("MaxOutboxBytes"));
        await Eventually.HoldsAsync(() => server.Broker.SessionCount == 1, "the slow one has ended");
        Assert.That(await slow.ReceiveAsync("xhr"), Is.EqualTo("c[3000,\"Go away!\"]\n"));
        Assert.That(server.Log.Errors, Is.Empty);
    }

    [Test]
    public async Task When_the_broker_stops_clients_are_told_and_their_requests_end()
    {
        StompServer server = await StompServer.StartAsync(("Limits:LingerTimeout", "00:00:01"));
        using var streaming = new SockJsPeer(server.SockJs);
        using HttpStream stream = await streaming.StreamAsync("xhr_streaming");
        await stream.ReadToAsync("o\n");
        await streaming.SendAsync(Payload(WireText.Connect()));
        await stream.ReadToAsync("\\u0000\"]\n");
        using WebSocketPeer webSocket = await WebSocketPeer.OpenAsync(new Uri($"ws://{server.SockJs.Authority}/sockjs/0/x/websocket"));
        Assert.That(await webSocket.ReceiveAsync(), Is.EqualTo("Text: o"));
        await webSocket.SendAsync(Payload(WireText.Connect()));
        Assert.That(await webSocket.ReceiveAsync(), Does.StartWith("Text: a[\"CONNECTED"));

        Task stopping = server.DisposeAsync().AsTask();
        Assert.That(await webSocket.ReceiveAsync(), Does.StartWith("Text: a[\"ERROR\\nmessage:the broker is shutting down\\n"));
        Assert.That(await webSocket.ReceiveAsync(), Is.EqualTo("Text: c[1001,\"the broker is shutting down\"]"));
        Assert.That(await webSocket.ReceiveAsync(), Is.EqualTo("Close: 1001 the broker is shutting down"));
        await webSocket.CloseOutputAsync();
        Assert.That(await stream.ReadToEndAsync(), Does.StartWith("a[\"ERROR\\n").And.EndWith("c[1001,\"the broker is shutting down\"]\n"));
        await stopping.WaitAsync(Eventually.Patience);
    }

    private static string Payload(params string[] messages) => JsonSerializer.Serialize(messages);

    private Task SendAsync(params string[] messages) => _peer.SendAsync(Payload(messages));

    private async Task OpenAsync(string transport)
    {
        Assert.That(await NextFrameAsync(transport), Is.EqualTo("o"));
    }

    // The next message; nothing when there is a close frame instead.
    private async Task<string> NextAsync(string transport)
    {
        while (_received.Count == 0)
        {
            string frame = await NextFrameAsync(transport);
            if (frame[0] == 'c')
            {
                _close = frame[1..];
                return "";
            }

            if (frame[0] == 'a')
            {
                foreach (string message in JsonSerializer.Deserialize<string[]>(frame[1..])!)
                {
                    _received.Enqueue(message);
                }
            }
        }

        return _received.Dequeue();
    }

    private async Task<string> NextFrameAsync(string transport)
    {
        (string before, string behind, bool isInScript) = Formats[transport];
        string text;
        if (transport is "xhr" or "jsonp?c=x")
        {
            text = await _peer.ReceiveAsync(transport);
        }
        else
        {
            if (_stream is null)
            {
                _stream = await _peer.StreamAsync(transport);
                await _stream.ReadToAsync(transport == "eventsource" ? "\r\n" : transport == "xhr_streaming" ? "hhh\n" : "\r\n\r\n");
            }

            text = await _stream.ReadToAsync(behind);
        }

        Assert.That(text, Does.StartWith(before).And.EndWith(behind));
        text = text[before.Length..^behind.Length];
        return isInScript ? JsonSerializer.Deserialize<string>($"\"{text}\"")! : text;
    }
}
