using System.Net;
using System.Net.Sockets;
using System.Text;
using Stomp.Benchmarks.Load.Wire;

namespace Stomp.Benchmarks.Sockets;

/// <summary>A client that writes prepared octets and counts the messages it reads, without allocating. It does not look at frames otherwise.</summary>
/// <remarks>One thread at a time.</remarks>
internal sealed class BlockingClient : IDisposable
{
    private const int BufferBytes = 64 * 1024;
    private const uint Mask = 0x5A_A5_3C_C3;

    private readonly Socket _socket;
    private readonly bool _isWebSocket;
    private readonly byte[] _buffer = new byte[BufferBytes];

    public BlockingClient(IPEndPoint server, bool isWebSocket)
    {
        _isWebSocket = isWebSocket;
        _socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveTimeout = 10_000 };
        _socket.Connect(server);
        if (isWebSocket)
        {
            Send(WebSocketHandshake.Request(ServerUrl.Parse($"ws://{server}/stomp"), WebSocketHandshake.MakeKey()));
            ReceiveText("\r\n\r\n");
        }
    }

    /// <summary>Octets as they go over the wire: one message over a WebSocket.</summary>
    public byte[] Frame(byte[] octets)
    {
        if (!_isWebSocket)
        {
            return octets;
        }

        int head = WebSocketFraming.HeaderBytes(octets.Length);
        byte[] frame = new byte[head + WebSocketFraming.MaskBytes + octets.Length];
        WebSocketFraming.WriteHeader(frame, WebSocketOpcode.Binary, octets.Length, isMasked: true);
        BitConverter.TryWriteBytes(frame.AsSpan(head), Mask);
        Span<byte> payload = frame.AsSpan(head + WebSocketFraming.MaskBytes);
        octets.CopyTo(payload);
        WebSocketFraming.Mask(payload, Mask);
        return frame;
    }

    public void Send(byte[] octets)
    {
        for (int sent = 0; sent < octets.Length;)
        {
            sent += _socket.Send(octets.AsSpan(sent));
        }
    }

    /// <summary>Reads until a text has come; for the beginning.</summary>
    public void ReceiveText(string text)
    {
        for (string received = ""; !received.Contains(text, StringComparison.Ordinal);)
        {
            received += Encoding.Latin1.GetString(_buffer, 0, Receive());
        }
    }

    /// <summary>Reads until so many messages have come: an M is in each command, and in nothing else of what the benchmarks send.</summary>
    public void ReceiveMessages(int count)
    {
        while (count > 0)
        {
            count -= _buffer.AsSpan(0, Receive()).Count((byte)'M');
        }

        Verify.That(count == 0);
    }

    public void Dispose() => _socket.Dispose();

    private int Receive()
    {
        int received = _socket.Receive(_buffer);
        Verify.That(received > 0);
        return received;
    }
}
