using System.IO.Pipelines;
using Stomp.AspNetCore.SockJs.Frames;
using Stomp.Broker.Timing;
using Stomp.Core.Transports;

namespace Stomp.AspNetCore.SockJs.Sessions;

/// <summary>
/// A session of SockJS, whatever its transport: to the broker a connection like any other, to HTTP requests and WebSockets what they take
/// frames from and bring messages to.
/// </summary>
/// <remarks>
/// Thread-safe. The lock guards the state; nobody waits, and no transport is called, while it is held. One <see cref="IReceiver"/> at a
/// time takes frames; one request at a time brings messages. While there is nothing to be sent, and nothing arrives, no buffer is held.
/// </remarks>
internal sealed class SockJsSession : StompConnection, ITicked
{
    // Short against any time-out that makes sense, long against a tick.
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly SessionSettings _settings;
    private readonly SessionInput _input;
    private readonly SessionOutput _output;
    private readonly AsyncSignal _toTake = new();
    private readonly OutgoingMessages _outgoing;
    private SessionState _state;
    private CloseFrame? _close;
    private IReceiver? _receiver;
    private TaskCompletionSource? _receiverLeft;
    private bool _isWriting;
    private bool _isBeatDue;
    private bool _isAnswered;
    private bool _isLeft;
    private long _idleSince;

    public SockJsSession(SessionSettings settings, string transport)
    {
        _settings = settings;
        _input = new SessionInput();
        _output = new SessionOutput(this);
        _outgoing = new OutgoingMessages(settings.Options.MaxBufferedBytes);
        _idleSince = settings.Time.GetTimestamp();
        Transport = transport;
    }

    /// <summary>Who may ask for it.</summary>
    public required SessionOwner Owner { get; init; }

    /// <summary>The id that the client chose, for its place in the table of sessions.</summary>
    public string Id { get; init; } = "";

    /// <summary>Called once when nothing is left of it to ask for.</summary>
    public Action<SockJsSession>? Expired { get; init; }

    /// <summary>Called once when it is closed, and only the close frame is left to ask for.</summary>
    public Action<SockJsSession>? Closed { get; init; }

    /// <summary>Its place among those that are closed; the table's.</summary>
    public LinkedListNode<SockJsSession>? ClosedNode { get; set; }

    /// <inheritdoc/>
    public override PipeReader Input => _input.Reader;

    /// <inheritdoc/>
    public override PipeWriter Output => _output;

    /// <inheritdoc/>
    public override string Transport { get; }

    /// <inheritdoc/>
    public override bool IsMessageOriented => true;

    /// <inheritdoc/>
    public int TickerIndex { get; set; }

    /// <summary>Octets that its next payload may have. The broker's first word is CONNECTED or ERROR: before it the client is a stranger (H-1).</summary>
    public int MaxPayloadBytes
    {
        get
        {
            int most = _settings.Options.MaxPayloadBytes;
            return Volatile.Read(ref _isAnswered) ? most : (int)Math.Min(most, 8L * _settings.Limits.MaxUnauthenticatedBytes);
        }
    }

    /// <summary>The state it is in now.</summary>
    public SessionState State
    {
        get
        {
            lock (_lock)
            {
                return _state;
            }
        }
    }

    /// <summary>How its input gets messages.</summary>
    public SessionInput Messages => _input;

    /// <inheritdoc/>
    public override void BeginFrame(int length, bool isText) => _output.BeginFrame(length, isText);

    /// <summary>Has the broker, or who stands in for it, serve the session to its end.</summary>
    public async Task ServeAsync(Func<StompConnection, Task> serve)
    {
        _settings.Ticker.Add(this);
        try
        {
            await serve(this);
        }
        finally
        {
            Close(CloseFrame.GoAway);
            _input.End(null);
            await _input.Reader.CompleteAsync();
        }
    }

    /// <summary>Lets a receiver take the frames from now on.</summary>
    /// <returns>The frame to end it with when it may not: the session is closed, or another one has them.</returns>
    public CloseFrame? Attach(IReceiver receiver)
    {
        lock (_lock)
        {
            if (_state == SessionState.Closed)
            {
                return _close;
            }

            if (_receiver is not null)
            {
                return CloseFrame.AnotherConnection;
            }

            _receiver = receiver;
            _isBeatDue = false;
            _idleSince = _settings.Time.GetTimestamp();
            return null;
        }
    }

    /// <summary>Completes when the receiver that there is now has left.</summary>
    public Task WhenReceiverLeftAsync()
    {
        lock (_lock)
        {
            return _receiver is null
                ? Task.CompletedTask
                : (_receiverLeft ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    /// <summary>A receiver leaves, having delivered all that it took.</summary>
    public void Detach(IReceiver receiver)
    {
        lock (_lock)
        {
            if (_receiver == receiver)
            {
                LoseReceiver();
            }
        }
    }

    /// <summary>A receiver's connection broke: what was sent on it may be lost, and with it the session.</summary>
    public void Interrupt(IReceiver receiver)
    {
        bool isStuck;
        lock (_lock)
        {
            if (_receiver != receiver)
            {
                return;
            }

            isStuck = _isWriting;
            LoseReceiver();
        }

        if (isStuck)
        {
            receiver.Abort();
        }

        End(CloseFrame.Interrupted, new IOException("The connection that received for the SockJS session broke."));
    }

    /// <summary>The client has closed the session. Its receiver may end what it writes, and gets nothing more.</summary>
    public void Leave()
    {
        lock (_lock)
        {
            _isLeft = true;
            _isWriting = false;
        }

        End(CloseFrame.GoAway, null);
    }

    /// <summary>The next frame, as soon as there is one.</summary>
    public async ValueTask<Outgoing> TakeAsync(IReceiver receiver)
    {
        while (true)
        {
            ValueTask toTake;
            lock (_lock)
            {
                if (_receiver != receiver || _isLeft)
                {
                    return default;
                }

                Outgoing next = Take();
                if (next.Kind != FrameKind.None)
                {
                    _isWriting = true;
                    return next;
                }

                toTake = _toTake.WaitAsync();
            }

            await toTake;
        }
    }

    /// <summary>A frame that was taken is written.</summary>
    public void OnWritten(FrameKind kind)
    {
        bool isOver = false;
        lock (_lock)
        {
            _isWriting = false;
            _isBeatDue = false;
            _idleSince = _settings.Time.GetTimestamp();
            _outgoing.OnWritten();
            if (kind == FrameKind.Open && _state == SessionState.New)
            {
                _state = _close is null ? SessionState.Open : SessionState.Closing;
            }
            else if (kind == FrameKind.Close && _state != SessionState.Closed)
            {
                _state = SessionState.Closed;
                isOver = true;
            }
        }

        if (isOver)
        {
            Finish(null);
        }
    }

    /// <summary>Takes over messages to be sent.</summary>
    /// <returns>Whether it goes on: when it does not, they are lost. Completes when there is room for more.</returns>
    public ValueTask<bool> SendAsync(MessageBatch messages)
    {
        lock (_lock)
        {
            if (_state == SessionState.Closed || _close is not null)
            {
                messages.Clear();
                return ValueTask.FromResult(false);
            }

            _isAnswered = true;
            _outgoing.Add(messages);
            _toTake.Set();
            if (_outgoing.HasRoom)
            {
                return ValueTask.FromResult(true);
            }
        }

        return WaitForRoomAsync();
    }

    /// <inheritdoc/>
    public override async ValueTask CloseOutputAsync(CloseStatus status, string reason)
    {
        await _output.CompleteAsync();
        Close(CloseFrame.For(status, reason));
    }

    /// <summary>Has the client told that the session is over, behind all that waits to be sent to it.</summary>
    public void Close(CloseFrame close)
    {
        lock (_lock)
        {
            if (_state == SessionState.Closed || _close is not null)
            {
                return;
            }

            _close = close;
            _state = _state == SessionState.New ? SessionState.New : SessionState.Closing;
            _toTake.Set();
        }
    }

    /// <inheritdoc/>
    public override void Abort(string reason)
    {
        End(CloseFrame.GoAway, null);
        _input.Reader.CancelPendingRead();
    }

    /// <inheritdoc/>
    public long Tick(long now)
    {
        bool isExpired;
        IReceiver? overdue = null;
        long due;
        lock (_lock)
        {
            StompSockJsOptions options = _settings.Options;
            due = _settings.Time.Add(_idleSince, _receiver is null || _state == SessionState.Closed ? options.DisconnectDelay : options.HeartBeatInterval);
            bool isDue = now >= due;
            isExpired = isDue && _receiver is null;
            if (isDue && _state == SessionState.Closed)
            {
                overdue = _receiver; // the client was told, and does not close
            }
            else if (isDue && _receiver is not null && !_isWriting)
            {
                _isBeatDue = true;
                _toTake.Set();
            }
        }

        overdue?.Abort();
        if (isExpired)
        {
            Leave();
            Expired?.Invoke(this);
        }
        else if (_input.IsPayloadOverdue(now, _settings.Limits, _settings.Time))
        {
            Close(new CloseFrame(
                1008, $"a payload takes longer than the limit of {_settings.Limits.FrameTimeout.TotalSeconds:0.###} s (FrameTimeout)"));
            _input.End(null);
        }

        return Math.Min(Math.Max(due, now), _settings.Time.Add(now, LookAgain));
    }

    private async ValueTask<bool> WaitForRoomAsync()
    {
        while (true)
        {
            ValueTask room;
            lock (_lock)
            {
                if (_state == SessionState.Closed)
                {
                    return false;
                }

                if (_outgoing.HasRoom)
                {
                    return true;
                }

                room = _outgoing.WaitForRoomAsync();
            }

            await room;
        }
    }

    private Outgoing Take()
    {
        if (_state == SessionState.Closed)
        {
            return new Outgoing(FrameKind.Close, Close: _close);
        }

        if (_state == SessionState.New)
        {
            return new Outgoing(FrameKind.Open);
        }

        return _outgoing.Any ? new Outgoing(FrameKind.Messages, _outgoing.Take())
            : _close is not null ? new Outgoing(FrameKind.Close, Close: _close)
            : _isBeatDue ? new Outgoing(FrameKind.HeartBeat)
            : default;
    }

    private void LoseReceiver()
    {
        _receiver = null;
        _isWriting = false;
        _toTake.Set();
        _idleSince = _settings.Time.GetTimestamp();
        _receiverLeft?.SetResult();
        _receiverLeft = null;
        _settings.Ticker.Hurry(this);
    }

    // At once: what waits to be sent is lost.
    private void End(CloseFrame close, Exception? error)
    {
        IReceiver? stuck;
        lock (_lock)
        {
            if (_state == SessionState.Closed)
            {
                return;
            }

            _state = SessionState.Closed;
            _close ??= close;
            _outgoing.Clear();
            _idleSince = _settings.Time.GetTimestamp();
            _toTake.Set();
            stuck = _isWriting ? _receiver : null;
        }

        stuck?.Abort();
        Finish(error);
    }

    private void Finish(Exception? error)
    {
        _input.End(error);
        Closed?.Invoke(this);
        _settings.Ticker.Hurry(this);
    }
}
