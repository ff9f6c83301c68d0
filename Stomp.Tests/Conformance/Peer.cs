using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using NUnit.Framework;
using Stomp.Tests.EndToEnd;

namespace Stomp.Tests.Conformance;

/// <summary>A client that knows no STOMP, over either transport: octets out, octets in. Inbound WebSocket messages are joined to one stream.</summary>
internal sealed class Peer : IAsyncDisposable
{
    private readonly Socket? _tcp;
    private readonly ClientWebSocket? _webSocket;
    private byte[] _buffer = new byte[16 * 1024];
    private int _length;

    private Peer(Socket? tcp, ClientWebSocket? webSocket)
    {
        _tcp = tcp;
        _webSocket = webSocket;
    }

    /// <summary>Opens a connection; nothing is sent on it yet.</summary>
    public static async Task<Peer> OpenAsync(IPEndPoint tcp, Uri webSocketUri, Transport transport)
    {
        if (transport == Transport.Tcp)
        {
            var socket = new Socket(tcp.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(tcp).WaitAsync(Eventually.Patience);
            return new Peer(socket, null);
        }

        var webSocket = new ClientWebSocket();
        await webSocket.ConnectAsync(webSocketUri, CancellationToken.None).WaitAsync(Eventually.Patience);
        return new Peer(null, webSocket);
    }

    public Task SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text));

    /// <summary>Sends octets; over WebSocket as one binary message.</summary>
    public async Task SendAsync(ReadOnlyMemory<byte> octets)
    {
        if (_tcp is not null)
        {
            while (!octets.IsEmpty)
            {
                octets = octets[await _tcp.SendAsync(octets).AsTask().WaitAsync(Eventually.Patience)..];
            }
        }
        else
        {
            await _webSocket!.SendAsync(octets, WebSocketMessageType.Binary, endOfMessage: true, CancellationToken.None).AsTask().WaitAsync(Eventually.Patience);
        }
    }

    /// <summary>The next frame, without its NUL and the line ends before it. Fails when the connection ends first.</summary>
    public async Task<string> ReceiveAsync() => Encoding.UTF8.GetString(await ReceiveOctetsAsync());

    /// <summary>As <see cref="ReceiveAsync"/>, undecoded. For frames whose body has no NUL.</summary>
    public async Task<byte[]> ReceiveOctetsAsync()
    {
        int seen = 0;
        while (true)
        {
            int nul = _buffer.AsSpan(seen, _length - seen).IndexOf((byte)0);
            if (nul >= 0)
            {
                byte[] frame = _buffer.AsSpan(0, seen + nul).TrimStart((byte)'\n').ToArray();
                Drop(seen + nul + 1);
                return frame;
            }

            seen = _length;
            Assert.That(await FillAsync(), Is.True, () => $"the connection ended after: {Encoding.UTF8.GetString(_buffer, 0, _length)}");
        }
    }

    /// <summary>The next frame's head, without the blank line, and its body, of which content-length octets are read.</summary>
    public async Task<(string Head, byte[] Body)> ReceiveCountedAsync()
    {
        byte[] start = await ReceiveOctetsAsync(); // up to the first NUL, which may be one of the body
        int blank = start.AsSpan().IndexOf("\n\n"u8);
        string head = Encoding.UTF8.GetString(start, 0, blank + 1);
        int length = int.Parse(WireText.Header(head, "content-length"), CultureInfo.InvariantCulture);
        byte[] body = start[(blank + 2)..];
        if (body.Length < length)
        {
            body = [.. body, 0, .. await ReceiveExactlyAsync(length - body.Length)];
            Assert.That(body[^1], Is.Zero, "the octet behind the body");
            body = body[..^1];
        }

        return (head, body);
    }

    /// <summary>The next octets, exactly so many, whatever they are.</summary>
    public async Task<byte[]> ReceiveExactlyAsync(int count)
    {
        while (_length < count)
        {
            Assert.That(await FillAsync(), Is.True, () => $"the connection ended after: {Encoding.UTF8.GetString(_buffer, 0, _length)}");
        }

        byte[] octets = _buffer.AsSpan(0, count).ToArray();
        Drop(count);
        return octets;
    }

    /// <summary>All that still comes, until the server has closed the connection; a reset fails the test.</summary>
    public async Task<string> ReceiveToEndAsync()
    {
        while (await FillAsync())
        {
        }

        string text = Encoding.UTF8.GetString(_buffer, 0, _length);
        _length = 0;
        return text;
    }

    /// <summary>Ends this side's output in order; what the server still sends can be read.</summary>
    public async Task FinishAsync()
    {
        if (_tcp is not null)
        {
            _tcp.Shutdown(SocketShutdown.Send);
        }
        else
        {
            await _webSocket!.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None).WaitAsync(Eventually.Patience);
        }
    }

    /// <summary>Ends the connection as a client that dies: a reset over TCP, no close message over WebSocket.</summary>
    public void Die()
    {
        if (_tcp is not null)
        {
            _tcp.LingerState = new LingerOption(enable: true, seconds: 0);
            _tcp.Close();
        }
        else
        {
            _webSocket!.Abort();
        }
    }

    public ValueTask DisposeAsync()
    {
        _tcp?.Dispose();
        _webSocket?.Dispose();
        return ValueTask.CompletedTask;
    }

    private void Drop(int count)
    {
        _length -= count;
        _buffer.AsSpan(count, _length).CopyTo(_buffer);
    }

    private async Task<bool> FillAsync()
    {
        if (_length == _buffer.Length)
        {
            Array.Resize(ref _buffer, 2 * _length);
        }

        int read;
        if (_tcp is not null)
        {
            read = await _tcp.ReceiveAsync(_buffer.AsMemory(_length)).AsTask().WaitAsync(Eventually.Patience);
        }
        else
        {
            ValueWebSocketReceiveResult result;
            do
            {
                result = await _webSocket!.ReceiveAsync(_buffer.AsMemory(_length), CancellationToken.None).AsTask().WaitAsync(Eventually.Patience);
            }
            while (result.Count == 0 && result.MessageType != WebSocketMessageType.Close);
            read = result.Count;
            if (result.MessageType == WebSocketMessageType.Close && _webSocket.State == WebSocketState.CloseReceived)
            {
                await _webSocket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None).WaitAsync(Eventually.Patience);
            }
        }

        _length += read;
        return read > 0;
    }
}
