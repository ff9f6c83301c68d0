using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Stomp.Tests.EndToEnd;

/// <summary>
/// A TCP client whose calls block, for what measures, or goes on a thread of its own: it does not wait in the thread pool behind others of the same process.
/// </summary>
internal sealed class BlockingPeer : IDisposable
{
    private readonly Socket _socket;
    private readonly byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;

    public BlockingPeer(IPEndPoint server)
    {
        _socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp)
        {
            NoDelay = true,
            ReceiveTimeout = (int)Eventually.Patience.TotalMilliseconds,
            SendTimeout = (int)Eventually.Patience.TotalMilliseconds,
        };
        try
        {
            _socket.Connect(server);
            Send(WireText.Connect());
            Expect("CONNECTED\n");
        }
        catch
        {
            _socket.Dispose();
            throw;
        }
    }

    /// <summary>Whether the next frame is there already, so that <see cref="Receive"/> would not wait.</summary>
    public bool HasFrame => _buffer.AsSpan(_start, _end - _start).Contains((byte)0);

    public void Send(string text) => _socket.Send(Encoding.UTF8.GetBytes(text));

    /// <summary>The next frame, without its NUL and the line ends before it.</summary>
    public string Receive()
    {
        while (true)
        {
            int length = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)0);
            if (length >= 0)
            {
                string frame = Encoding.UTF8.GetString(_buffer, _start, length).TrimStart('\n');
                _start += length + 1;
                return frame;
            }

            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
            int read = _socket.Receive(_buffer.AsSpan(_end));
            _end += read > 0 ? read : throw new IOException($"the connection ended after: {Encoding.UTF8.GetString(_buffer, 0, _end)}");
        }
    }

    /// <summary>Receives a frame that must begin so.</summary>
    public void Expect(string beginning)
    {
        string frame = Receive();
        if (!frame.StartsWith(beginning, StringComparison.Ordinal))
        {
            throw new InvalidDataException($"not {beginning} but: {frame}");
        }
    }

    /// <summary>Ends the connection as a process that dies does. From another thread it ends what waits in <see cref="Receive"/>.</summary>
    public void Reset() => _socket.Close(timeout: 0);

    public void Dispose() => _socket.Dispose();
}
