using System.Net.WebSockets;
using System.Text;
using NUnit.Framework;
using Stomp.Core.Transports;

namespace Stomp.Tests.Transports;

/// <summary>A connection over a WebSocket in memory, and the peer at its other end.</summary>
public abstract class WebSocketFixture : IDisposable
{
    protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private DuplexStream? _peerStream;

    protected WebSocketConnection Connection { get; private set; } = null!;

    protected WebSocket Peer { get; private set; } = null!;

    [SetUp]
    public void Connect() => Connect(window: 1 << 20);

    [TearDown]
    public void Dispose()
    {
        Connection.Dispose();
        Peer.Dispose();
        _peerStream?.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Makes a connection whose writes wait while more than <paramref name="window"/> octets have not been read.</summary>
    protected void Connect(int window)
    {
        (DuplexStream server, DuplexStream client) = DuplexStream.CreatePair(window);
        Connection = new WebSocketConnection(WebSocket.CreateFromStream(server, isServer: true, null, Timeout.InfiniteTimeSpan));
        Peer = WebSocket.CreateFromStream(client, isServer: false, null, Timeout.InfiniteTimeSpan);
        _peerStream = client;
    }

    /// <summary>The peer's process ends: no close message.</summary>
    protected void Vanish() => _peerStream!.Dispose();

    protected Task SendAsync(string text, WebSocketMessageType type = WebSocketMessageType.Text, bool endOfMessage = true) =>
        SendAsync(Encoding.UTF8.GetBytes(text), type, endOfMessage);

    protected Task SendAsync(byte[] octets, WebSocketMessageType type = WebSocketMessageType.Text, bool endOfMessage = true) =>
        Peer.SendAsync(octets, type, endOfMessage, CancellationToken.None).WaitAsync(Patience);

    /// <summary>Receives one message at the peer, written as <c>Text: content</c>.</summary>
    protected async Task<string> ReceiveAsync()
    {
        byte[] buffer = new byte[64 * 1024];
        int length = 0;
        WebSocketReceiveResult result;
        do
        {
            var free = new ArraySegment<byte>(buffer, length, buffer.Length - length);
            result = await Peer.ReceiveAsync(free, CancellationToken.None).WaitAsync(Patience);
            length += result.Count;
        }
        while (!result.EndOfMessage);

        return result.MessageType == WebSocketMessageType.Close
            ? $"Close: {result.CloseStatus} {result.CloseStatusDescription}"
            : $"{result.MessageType}: {Encoding.Latin1.GetString(buffer, 0, length)}";
    }
}
