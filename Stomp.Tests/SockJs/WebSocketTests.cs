using System.Net.WebSockets;
using System.Text;
using NUnit.Framework;
using Stomp.Tests.EndToEnd;
using Stomp.Tests.InMemory;

namespace Stomp.Tests.SockJs;

/// <summary>The frames of SockJS over WebSocket, and WebSocket without them.</summary>
public sealed class WebSocketTests : SuiteFixture
{
    [Test]
    public async Task Each_frame_is_a_text_message()
    {
        using WebSocketPeer peer = await OpenAsync("echo");
        Assert.That(await peer.ReceiveAsync(), Is.EqualTo("Text: o"));
        await peer.SendAsync("""["a","b"]""");
        Assert.That(await peer.ReceiveAsync(), Is.EqualTo("""Text: a["a","b"]"""));
        await peer.SendAsync("\"one\"");
        Assert.That(await peer.ReceiveAsync(), Is.EqualTo("""Text: a["one"]"""));
        await peer.CloseOutputAsync();
        Assert.That(await peer.ReceiveAsync(), Does.StartWith("Close: 1000"));
    }

    [Test]
    public async Task Messages_without_content_are_ignored_and_one_may_come_in_fragments()
    {
        using WebSocketPeer peer = await OpenAsync("echo");
        Assert.That(await peer.ReceiveAsync(), Is.EqualTo("Text: o"));
        await peer.SendAsync("");
        await peer.SendAsync("[]");
        await peer.SendAsync("""["a""", endOfMessage: false);
        await peer.SendAsync("", endOfMessage: false);
        await peer.SendAsync("""b"]""");
        Assert.That(await peer.ReceiveAsync(), Is.EqualTo("""Text: a["ab"]"""));
        await peer.SendAsync("""["c"]""", endOfMessage: false);
        await peer.SendAsync("");
        Assert.That(await peer.ReceiveAsync(), Is.EqualTo("""Text: a["c"]"""));
    }

    [Test]
    public async Task Broken_JSON_drops_the_connection_without_a_word()
    {
        using WebSocketPeer peer = await OpenAsync("echo");
        Assert.That(await peer.ReceiveAsync(), Is.EqualTo("Text: o"));
        await peer.SendAsync("""["a""");
        Assert.That(async () => await peer.ReceiveAsync(), Throws.TypeOf<WebSocketException>());
    }

    [Test]
    public async Task A_close_frame_comes_before_the_close_message()
    {
        using WebSocketPeer peer = await OpenAsync("close");
        Assert.That(await peer.ReceiveAsync(), Is.EqualTo("Text: o"));
        Assert.That(await peer.ReceiveAsync(), Is.EqualTo("""Text: c[3000,"Go away!"]"""));
        Assert.That(await peer.ReceiveAsync(), Is.EqualTo("Close: 3000 Go away!"));
    }

    [Test]
    public async Task Two_connections_may_have_the_same_id_and_are_two_sessions()
    {
        using WebSocketPeer first = await OpenAsync("echo", "same");
        using WebSocketPeer second = await OpenAsync("echo", "same");
        Assert.That(await first.ReceiveAsync(), Is.EqualTo("Text: o"));
        Assert.That(await second.ReceiveAsync(), Is.EqualTo("Text: o"));
        await first.SendAsync("""["a"]""");
        await second.SendAsync("""["b"]""");
        Assert.That(await first.ReceiveAsync(), Is.EqualTo("""Text: a["a"]"""));
        Assert.That(await second.ReceiveAsync(), Is.EqualTo("""Text: a["b"]"""));
    }

    [Test]
    public async Task A_long_message_comes_as_it_was_sent()
    {
        using WebSocketPeer peer = await OpenAsync("echo");
        Assert.That(await peer.ReceiveAsync(), Is.EqualTo("Text: o"));
        await peer.SendAsync("\"\"");
        Assert.That(await peer.ReceiveAsync(), Is.EqualTo("""Text: a[""]"""));
        string text = string.Concat(Enumerable.Repeat("ü漢😀\\u2028\\n\\\"\\u0000", 40_000));
        await peer.SendAsync($"[\"{text}\"]");
        Assert.That(await peer.ReceiveAsync(), Is.EqualTo($"Text: a[\"{text}\"]"));
    }

    [Test]
    public async Task A_payload_that_is_too_long_is_refused()
    {
        await using SuiteServer server = await SuiteServer.StartAsync(static options => options.MaxPayloadBytes = 100);
        using WebSocketPeer peer = await WebSocketPeer.OpenAsync(new Uri($"ws://{server.Address.Authority}/echo/0/x/websocket"));
        Assert.That(await peer.ReceiveAsync(), Is.EqualTo("Text: o"));
        await peer.SendAsync($"[\"{new string('x', 96)}\"]");
        Assert.That(await peer.ReceiveAsync(), Does.StartWith("Text: a["));
        await peer.SendAsync($"[\"{new string('x', 97)}\"]");
        Assert.That(await peer.ReceiveAsync(), Is.EqualTo("""Text: c[1009,"the payload exceeds the limit of 100 octets"]"""));
        Assert.That(await peer.ReceiveAsync(), Is.EqualTo("Close: 1009 the payload exceeds the limit of 100 octets"));
        Assert.That(server.Log.Errors, Is.Empty);
    }

    [Test]
    public async Task A_client_that_does_not_close_is_dropped()
    {
        var time = new ManualTime();
        await using SuiteServer server = await SuiteServer.StartAsync(time: time);
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri($"ws://{server.Address.Authority}/close/0/x/websocket"), CancellationToken.None).WaitAsync(Eventually.Patience);
        Assert.That(await ReceiveAsync(socket), Is.EqualTo("o"));
        Assert.That(await ReceiveAsync(socket), Does.StartWith("c["));
        Assert.That(await ReceiveAsync(socket), Is.Empty);
        await Eventually.HoldsAsync(
            () =>
            {
                time.Advance(1_000);
                return time.TimerCount == 0;
            },
            "the request has ended, and nothing is left of it");
    }

    [Test]
    public async Task A_heart_beat_comes_over_an_idle_connection()
    {
        var time = new ManualTime();
        await using SuiteServer server = await SuiteServer.StartAsync(time: time);
        using WebSocketPeer peer = await WebSocketPeer.OpenAsync(new Uri($"ws://{server.Address.Authority}/echo/0/x/websocket"));
        Assert.That(await peer.ReceiveAsync(), Is.EqualTo("Text: o"));
        Task<string> next = peer.ReceiveAsync();
        await Eventually.HoldsAsync(
            () =>
            {
                time.Advance(1_000);
                return next.IsCompleted;
            },
            "a heart-beat");
        Assert.That(await next, Is.EqualTo("Text: h"));
    }

    [Test]
    public async Task Raw_there_are_no_frames()
    {
        using WebSocketPeer peer = await WebSocketPeer.OpenAsync(new Uri($"ws://{Server.Address.Authority}/echo/websocket"));
        await peer.SendAsync("Hello world!\uffff");
        Assert.That(await peer.ReceiveAsync(), Is.EqualTo("Text: Hello world!\uffff"));
        using WebSocketPeer closed = await WebSocketPeer.OpenAsync(new Uri($"ws://{Server.Address.Authority}/close/websocket"));
        Assert.That(await closed.ReceiveAsync(), Is.EqualTo("Close: 1000 Go away!"));
        await closed.CloseOutputAsync();
    }

    [TestCase("disabled_websocket_echo/websocket")]
    [TestCase("disabled_websocket_echo/0/0/websocket")]
    public async Task Where_it_is_disabled_there_is_nothing(string path)
    {
        using var http = new HttpClient();
        using HttpResponseMessage response = await http.GetAsync(new Uri(Server.Address, path));
        Assert.That((int)response.StatusCode, Is.EqualTo(404));
    }

    private static async Task<string> ReceiveAsync(ClientWebSocket socket)
    {
        byte[] buffer = new byte[1024];
        WebSocketReceiveResult result = await socket.ReceiveAsync(buffer, CancellationToken.None).WaitAsync(Eventually.Patience);
        return Encoding.UTF8.GetString(buffer, 0, result.Count);
    }

    private Task<WebSocketPeer> OpenAsync(string service, string? session = null) =>
        WebSocketPeer.OpenAsync(new Uri($"ws://{Server.Address.Authority}/{service}/000/{session ?? Guid.NewGuid().ToString()}/websocket"));
}
