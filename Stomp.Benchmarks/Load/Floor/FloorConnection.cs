using System.Net.Sockets;
using System.Text;
using Stomp.Benchmarks.Load.Wire;

namespace Stomp.Benchmarks.Load.Floor;

/// <summary>A connection of the server that only writes.</summary>
/// <remarks>Owns its socket. Guarded by the server's gate.</remarks>
internal sealed class FloorConnection
{
    private readonly FloorServer _server;
    private readonly Socket _socket;
    private readonly SocketAsyncEventArgs _receiving = new();
    private readonly SocketAsyncEventArgs _sending = new();
    private readonly ConnectionInput _input;
    private readonly Queue<SharedBatch> _waiting = new();
    private readonly Stack<SharedBatch> _free = new();
    private readonly List<FloorDestination> _subscriptions = [];
    private SharedBatch? _replies;
    private ClientFrameReader _reader = new();
    private WebSocketDecoder _decoder;
    private FloorDestination? _lastDestination;
    private bool _hasBegun;
    private bool _isSending;
    private bool _isClosed;

    /// <param name="server">The server.</param>
    /// <param name="socket">The socket.</param>
    /// <param name="inputBytes">How much is read at a time.</param>
    public FloorConnection(FloorServer server, Socket socket, int inputBytes)
    {
        _input = new ConnectionInput(inputBytes);
        _server = server;
        _socket = socket;
        _receiving.Completed += (_, _) => ContinueReceiving();
        _sending.Completed += (_, _) => ContinueSending();
    }

    public bool IsWebSocket { get; private set; }

    /// <summary>Begins to read.</summary>
    public void Start() => Receive();

    /// <summary>Sends a batch, behind those that wait.</summary>
    public void Send(SharedBatch batch)
    {
        if (!_isClosed)
        {
            batch.AddUser();
            _waiting.Enqueue(batch);
            Flush();
        }
    }

    /// <summary>Ends it.</summary>
    public void Close()
    {
        if (_isClosed)
        {
            return;
        }

        _isClosed = true;
        _socket.Dispose();
        foreach (FloorDestination destination in _subscriptions)
        {
            destination.Remove(this);
        }

        _server.Remove(this);
    }

    private void Flush()
    {
        while (!_isSending && !_isClosed && _waiting.TryPeek(out SharedBatch? batch))
        {
            _sending.SetBuffer(batch.Octets.Array, 0, batch.Count);
            _isSending = true;
            if (_socket.SendAsync(_sending))
            {
                return;
            }

            EndSending();
        }
    }

    private void ContinueSending()
    {
        lock (_server.Gate)
        {
            EndSending();
            Flush();
        }
    }

    private void EndSending()
    {
        _isSending = false;
        _waiting.Dequeue().RemoveUser();
        if (_sending.SocketError != SocketError.Success)
        {
            Close();
        }
    }

    private void Receive()
    {
        try
        {
            do
            {
                ArraySegment<byte> room = _input.MakeRoom();
                _receiving.SetBuffer(room.Array, room.Offset, room.Count);
            }
            while (!_socket.ReceiveAsync(_receiving) && TakeReceived());
        }
        catch (ObjectDisposedException)
        {
            // Closed by another thread meanwhile.
        }
    }

    private void ContinueReceiving()
    {
        if (TakeReceived())
        {
            Receive();
        }
    }

    private bool TakeReceived()
    {
        lock (_server.Gate)
        {
            if (_isClosed || _receiving.SocketError != SocketError.Success || _receiving.BytesTransferred == 0)
            {
                Close();
                return false;
            }

            Take(_receiving.BytesTransferred);
            _server.Commit();
            SendReplies();
            _server.Deliver();
            return !_isClosed;
        }
    }

    private void Take(int received)
    {
        if (IsWebSocket)
        {
            _input.Append(received, ref _decoder);
        }
        else
        {
            _input.Append(received);
        }

        if (!_hasBegun && !TryBegin())
        {
            return;
        }

        while (!_isClosed && _reader.TryRead(_input.Pending, out ReadOnlySpan<byte> head, out ReadOnlySpan<byte> body, out int consumed))
        {
            _input.Consume(consumed);
            Handle(head, body);
        }

        if (_decoder.IsClosed || _decoder.IsMalformed)
        {
            Close();
        }
    }

    // A connection that begins with GET is a WebSocket.
    private bool TryBegin()
    {
        const string Start = "GET ";
        if (_input.Pending.Length < Start.Length)
        {
            return false;
        }

        if (!_input.Pending.StartsWith("GET "u8))
        {
            _hasBegun = true;
            return true;
        }

        int end = _input.Pending.IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            return false;
        }

        string[] request = Encoding.ASCII.GetString(_input.Pending[..end]).Split("\r\n");
        _input.Consume(end + "\r\n\r\n".Length);
        if (!WebSocketHandshake.TryFindHeader(request, "Sec-WebSocket-Key", out string? key))
        {
            Close();
            return false;
        }

        Reply(WebSocketHandshake.Response(key), isFrame: false);
        IsWebSocket = true;
        _hasBegun = true;
        _input.DecodePending(ref _decoder);
        return true;
    }

    private void Handle(ReadOnlySpan<byte> head, ReadOnlySpan<byte> body)
    {
        if (_reader.IsSameHead && _lastDestination is not null)
        {
            _server.Publish(_lastDestination, body);
            return;
        }

        _lastDestination = null;
        if (head.StartsWith("ACK\n"u8))
        {
            return;
        }

        ReadOnlySpan<byte> receipt = ClientFrameReader.Header(head, "\nreceipt:"u8);
        if (head.StartsWith("SEND\n"u8))
        {
            FloorDestination destination = _server.Find(ClientFrameReader.Header(head, "\ndestination:"u8));
            _lastDestination = receipt.IsEmpty ? destination : null;
            _server.Publish(destination, body);
        }
        else if (head.StartsWith("SUBSCRIBE\n"u8))
        {
            FloorDestination destination = _server.Find(ClientFrameReader.Header(head, "\ndestination:"u8));
            destination.Add(this, !ClientFrameReader.Header(head, "\nack:"u8).SequenceEqual("auto"u8));
            _subscriptions.Add(destination);
        }
        else if (head.StartsWith("CONNECT\n"u8))
        {
            Reply("CONNECTED\nversion:1.2\nheart-beat:0,0\n\n\0"u8);
        }

        if (!receipt.IsEmpty)
        {
            Reply([.. "RECEIPT\nreceipt-id:"u8, .. receipt, .. "\n\n\0"u8]);
        }
    }

    // Replies to one batch of input go together.
    private void Reply(ReadOnlySpan<byte> octets, bool isFrame = true)
    {
        _replies ??= _free.TryPop(out SharedBatch? free) ? free : new SharedBatch(_free);
        if (isFrame && IsWebSocket)
        {
            WebSocketFraming.WriteHeader(
                _replies.Append(WebSocketFraming.HeaderBytes(octets.Length)), WebSocketOpcode.Text, octets.Length, isMasked: false);
        }

        _replies.Append(octets);
    }

    private void SendReplies()
    {
        if (_replies is { } replies)
        {
            _replies = null;
            replies.AddUser();
            Send(replies);
            replies.RemoveUser();
        }
    }
}
