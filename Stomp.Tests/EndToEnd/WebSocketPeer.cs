using System.Net.WebSockets;
using System.Text;
using NUnit.Framework;

namespace Stomp.Tests.EndToEnd;

/// <summary>A WebSocket client that knows no STOMP: messages out, messages in.</summary>
internal sealed class WebSocketPeer : IDisposable
{
    private readonly ClientWebSocket _socket = new();

    public string? SubProtocol => _socket.SubProtocol;

    public static async Task<WebSocketPeer> OpenAsync(Uri server, params string[] subProtocols)
    {
        var peer = new WebSocketPeer();
        foreach (string subProtocol in subProtocols)
        {
            peer._socket.Options.AddSubProtocol(subProtocol);
        }

        await peer._socket.ConnectAsync(server, CancellationToken.None).WaitAsync(Eventually.Patience);
        return peer;
    }

    /// <summary>Opens a connection whose request has more to it: cookies, headers.</summary>
    public static async Task<WebSocketPeer> OpenAsync(Uri server, Action<ClientWebSocketOptions> configure)
    {
        var peer = new WebSocketPeer();
        configure(peer._socket.Options);
        await peer._socket.ConnectAsync(server, CancellationToken.None).WaitAsync(Eventually.Patience);
        return peer;
    }

    /// <summary>Opens a connection and connects.</summary>
    public static async Task<WebSocketPeer> ConnectAsync(
        Uri server, WebSocketMessageType type = WebSocketMessageType.Text, string headers = "")
    {
        WebSocketPeer peer = await OpenAsync(server, "v12.stomp");
        await peer.SendAsync(WireText.Connect(headers: headers), type);
        Assert.That(await peer.ReceiveAsync(), Does.StartWith($"{type}: CONNECTED\n"));
        return peer;
    }

    public async Task SubscribeAsync(string destination)
    {
        await SendAsync(WireText.Subscribe(destination));
        Assert.That(await ReceiveAsync(), Does.EndWith(": RECEIPT\nreceipt-id:subscribed\n\n\0"));
    }

    public Task SendAsync(string text, WebSocketMessageType type = WebSocketMessageType.Text, bool endOfMessage = true) =>
        SendAsync(Encoding.UTF8.GetBytes(text), type, endOfMessage);

    public Task SendAsync(byte[] octets, WebSocketMessageType type = WebSocketMessageType.Text, bool endOfMessage = true) =>
        _socket.SendAsync(octets, type, endOfMessage, CancellationToken.None).WaitAsync(Eventually.Patience);

    /// <summary>The next message, written as <c>Text: content</c>; octets that are no UTF-8 as U+FFFD. A close message as <c>Close: code reason</c>.</summary>
    public async Task<string> ReceiveAsync()
    {
        using var content = new MemoryStream();
        byte[] buffer = new byte[16 * 1024];
        WebSocketReceiveResult result;
        do
        {
            result = await _socket.ReceiveAsync(buffer, CancellationToken.None).WaitAsync(Eventually.Patience);
            content.Write(buffer, 0, result.Count);
        }
        while (!result.EndOfMessage);

        return result.MessageType == WebSocketMessageType.Close
            ? $"Close: {(int)result.CloseStatus!} {result.CloseStatusDescription}"
            : $"{result.MessageType}: {Encoding.UTF8.GetString(content.GetBuffer(), 0, (int)content.Length)}";
    }

    /// <summary>Says that it goes, or answers the server's close message.</summary>
    public Task CloseOutputAsync() =>
        _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None).WaitAsync(Eventually.Patience);

    public void Dispose() => _socket.Dispose();
}
