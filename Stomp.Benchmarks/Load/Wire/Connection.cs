using System.Net;
using System.Net.Sockets;
using System.Text;
using Stomp.Benchmarks.Load.Measuring;

namespace Stomp.Benchmarks.Load.Wire;

/// <summary>One STOMP connection to the server under test, over TCP or WebSocket.</summary>
/// <remarks>
/// Owns its socket. Public members are called with the gate of the group held, and the handler is called so. At most one receive and one send
/// are under way; the receive loop runs on whichever thread completes the receive, and takes the gate for each batch of input.
/// </remarks>
internal sealed class Connection
{
    // So many batches in a row at most, so that a connection on which there is always more does not keep its thread from the others.
    private const int MaxBatchesInARow = 16;

    private readonly ConnectionSettings _settings;
    private readonly ConnectionGroup _group;
    private readonly IConnectionHandler _handler;
    private readonly SocketAsyncEventArgs _receiving = new();
    private readonly SocketAsyncEventArgs _sending = new();
    private readonly ConnectionReader _reader;
    private readonly ConnectionOutput _output;
    private Socket? _socket;
    private string _key = "";
    private bool _isWritten;
    private bool _isPaused;
    private bool _isReceiveIdle;

    /// <param name="settings">What it has in common with others.</param>
    /// <param name="group">Its group.</param>
    /// <param name="handler">Its handler.</param>
    /// <param name="role">What the handler uses it for.</param>
    /// <param name="index">Which of those it is.</param>
    public Connection(ConnectionSettings settings, ConnectionGroup group, IConnectionHandler handler, int role, int index)
    {
        _settings = settings;
        _group = group;
        _handler = handler;
        Role = role;
        Index = index;
        _reader = new ConnectionReader(settings);
        _output = new ConnectionOutput(settings.Url.IsWebSocket);
        _receiving.Completed += (_, _) => ContinueReceiving();
        _sending.Completed += (_, _) => ContinueSending();
    }

    /// <summary>Guards it.</summary>
    public Lock Gate => _group.Gate;

    /// <summary>Octets of the system's receive buffer; <see langword="null"/> leaves them to the system. To be set before it opens.</summary>
    public int? ReceiveBufferBytes { get; set; }

    public int Role { get; }

    public int Index { get; }

    public ConnectionState State { get; private set; }

    /// <summary>When it began to connect, by <see cref="Clock"/>.</summary>
    public long OpenedAt { get; private set; }

    /// <summary>When something was last sent, by <see cref="Clock"/>.</summary>
    public long SentAt { get; private set; }

    /// <summary>Milliseconds within which the server wants to hear something; 0 for never.</summary>
    public int HeartBeatInterval { get; private set; }

    /// <summary>Octets that wait to be sent.</summary>
    public int PendingBytes => _output.Count;

    /// <summary>Begins to connect.</summary>
    /// <exception cref="LoadException">The system refuses even to try.</exception>
    public void Open()
    {
        IPEndPoint server = _settings.Url.EndPoint;
        OpenedAt = Clock.Now;
        State = ConnectionState.Connecting;
        try
        {
            _socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            if (ReceiveBufferBytes is { } bytes)
            {
                _socket.ReceiveBufferSize = bytes;
            }

            if (_settings.SourceAddresses > 1)
            {
                _socket.Bind(new IPEndPoint(new IPAddress([127, 0, 0, (byte)(1 + (Index % _settings.SourceAddresses))]), 0));
            }
        }
        catch (SocketException exception)
        {
            throw new LoadException($"cannot open a connection: {exception.Message}");
        }

        var connecting = new SocketAsyncEventArgs { RemoteEndPoint = server };
        connecting.Completed += (_, result) => OnConnectCompleted(result);
        if (!_socket.ConnectAsync(connecting))
        {
            OnConnectCompleted(connecting);
        }
    }

    /// <summary>Room for a STOMP frame. <see cref="EndFrame"/> follows.</summary>
    public Span<byte> BeginFrame(int length) => _output.Begin(length);

    /// <summary>The frame is complete; it is sent when the batch ends.</summary>
    public void EndFrame()
    {
        _output.End();
        if (!_isWritten)
        {
            _isWritten = true;
            _group.AddWritten(this);
        }
    }

    /// <summary>Sends a frame, or any octets that may stand between frames, when the batch ends.</summary>
    public void Send(ReadOnlySpan<byte> frame)
    {
        frame.CopyTo(BeginFrame(frame.Length));
        EndFrame();
    }

    /// <summary>As <see cref="Send(ReadOnlySpan{byte})"/>, of text.</summary>
    public void Send(string frame) => Send(Encoding.UTF8.GetBytes(frame));

    /// <summary>Sends what was written. The group calls it.</summary>
    public void Flush()
    {
        _isWritten = false;
        while (State is not (ConnectionState.Closed or ConnectionState.Connecting))
        {
            ArraySegment<byte> octets = _output.TakeForSending();
            if (octets.Count == 0)
            {
                return;
            }

            SentAt = _group.Now;
            _sending.SetBuffer(octets.Array, octets.Offset, octets.Count);
            if (_socket!.SendAsync(_sending))
            {
                return;
            }

            EndSending();
        }
    }

    /// <summary>Reads no more, but for what is being received already.</summary>
    public void Pause() => _isPaused = true;

    /// <summary>Reads on.</summary>
    public void Resume()
    {
        _isPaused = false;
        if (_isReceiveIdle && State != ConnectionState.Closed)
        {
            _isReceiveIdle = false;
            ThreadPool.UnsafeQueueUserWorkItem(static connection => connection.Receive(), this, preferLocal: false);
        }
    }

    /// <summary>Ends it. The handler is not told.</summary>
    public void Close()
    {
        State = ConnectionState.Closed;
        _socket?.Dispose();
    }

    private void Fail(string reason)
    {
        if (State != ConnectionState.Closed)
        {
            Close();
            _handler.OnFailed(this, reason);
        }
    }

    private void OnConnectCompleted(SocketAsyncEventArgs result)
    {
        SocketError error = result.SocketError;
        result.Dispose();
        lock (_group.Gate)
        {
            if (State == ConnectionState.Closed)
            {
                return;
            }

            if (error != SocketError.Success)
            {
                Fail($"cannot connect to {_settings.Url}: {error}");
                return;
            }

            if (_settings.Url.IsWebSocket)
            {
                State = ConnectionState.Upgrading;
                _key = WebSocketHandshake.MakeKey();
                _output.AppendRaw(WebSocketHandshake.Request(_settings.Url, _key));
                Flush();
            }
            else
            {
                Greet();
                _group.Flush();
            }
        }

        Receive();
    }

    private void Greet()
    {
        State = ConnectionState.Greeting;
        Send(_settings.ConnectFrame);
    }

    private void ContinueReceiving()
    {
        if (TakeReceived())
        {
            Receive();
        }
    }

    private void Receive()
    {
        try
        {
            for (int batches = 0; batches < MaxBatchesInARow; batches++)
            {
                ArraySegment<byte> room = _reader.MakeRoom();
                _receiving.SetBuffer(room.Array, room.Offset, room.Count);
                if (_socket!.ReceiveAsync(_receiving) || !TakeReceived())
                {
                    return;
                }
            }
        }
        catch (ObjectDisposedException)
        {
            return; // closed by another thread meanwhile, which has told whoever wants to know
        }

        ThreadPool.UnsafeQueueUserWorkItem(static connection => connection.Receive(), this, preferLocal: false);
    }

    // Whether to receive more.
    private bool TakeReceived()
    {
        lock (_group.Gate)
        {
            if (State == ConnectionState.Closed)
            {
                return false;
            }

            if (_receiving.SocketError != SocketError.Success || _receiving.BytesTransferred == 0)
            {
                Fail(_receiving.SocketError == SocketError.Success ? "the server closed the connection" : $"the connection broke: {_receiving.SocketError}");
                return false;
            }

            _group.Now = Clock.Now;
            Take(_receiving.BytesTransferred);
            _handler.OnBatchEnd();
            _group.Flush();
            _isReceiveIdle = _isPaused;
            return !_isPaused && State != ConnectionState.Closed;
        }
    }

    private void Take(int received)
    {
        _reader.Append(received);
        if (State == ConnectionState.Upgrading && !TryEndHandshake())
        {
            return;
        }

        while (State != ConnectionState.Closed && _reader.TryReadFrame(out Frame frame))
        {
            Dispatch(frame);
        }

        _group.HeartBeats += _reader.TakeHeartBeats();
        if (_reader.Problem is { } problem)
        {
            Fail(problem);
        }
        else if (State != ConnectionState.Closed && _reader.TakePing() is { } ping)
        {
            ping.CopyTo(_output.Begin(ping.Length, WebSocketOpcode.Pong));
            EndFrame();
        }
    }

    private void Dispatch(in Frame frame)
    {
        if (State != ConnectionState.Greeting || frame.Kind != FrameKind.Connected)
        {
            _handler.OnFrame(this, frame);
            return;
        }

        State = ConnectionState.Ready;
        SentAt = _group.Now;
        string[] beats = Encoding.ASCII.GetString(frame.Header("\nheart-beat:"u8)).Split(',');
        HeartBeatInterval = beats.Length == 2 && int.TryParse(beats[1], out int wanted) ? wanted : 0;
        _handler.OnConnected(this);
    }

    private bool TryEndHandshake()
    {
        if (!_reader.TryReadHandshake(_key, out string? refusal))
        {
            return false;
        }

        if (refusal is not null)
        {
            Fail(refusal);
            return false;
        }

        Greet();
        return true;
    }

    private void ContinueSending()
    {
        lock (_group.Gate)
        {
            EndSending();
            Flush();
            _group.Flush();
        }
    }

    private void EndSending()
    {
        _output.EndSending();
        if (State == ConnectionState.Closed)
        {
            return;
        }

        if (_sending.SocketError != SocketError.Success)
        {
            Fail($"the connection broke: {_sending.SocketError}");
            return;
        }

        _handler.OnSent(this);
    }
}
