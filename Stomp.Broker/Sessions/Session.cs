using System.Buffers;
using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Net;
using System.Security.Claims;
using Stomp.Broker.Configuration;
using Stomp.Broker.Outboxes;
using Stomp.Broker.Sessions.Interceptors;
using Stomp.Broker.Storage;
using Stomp.Broker.Subscriptions;
using Stomp.Broker.Timing;
using Stomp.Core.Frames;
using Stomp.Core.Protocol;
using Stomp.Core.Transports;

namespace Stomp.Broker.Sessions;

/// <summary>One connection, from its first octet to its last: the loop that reads frames and has them processed, and its end.</summary>
/// <remarks>
/// All protocol state belongs to the loop. Others (ticker, outbox, shutdown) only ask for the end, which wakes the loop.
/// </remarks>
internal sealed class Session : IStompSession, ISubscriber, IOutboxOwner, IStoreFailureObserver, ITicked, IDisposable
{
    private static readonly ClaimsPrincipal Anonymous = new(new ClaimsIdentity());

    // Short against any time-out that makes sense, long against a tick: an idle session costs one look a second.
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);

    // What is processed before others get their turn: so many frames, some tenths of a millisecond, and enough for a batch of 64 KiB of small
    // messages. One that subscribes or unsubscribes costs about as much as eight others; octets count too, for those that are no frames.
    // Counted over reads: a client that sends without end may be read on one thread that never leaves it.
    private const int Turn = 256;
    private const int OctetsPerFrame = 256;
    private const int SubscriptionWeight = 8;

    // A read of no more is of a client that does not wait to be read: what came of it is sent at once, on the same thread. With more,
    // others send while this thread goes on reading.
    private const int FewFrames = 8;

    private static long _lastNumber;

    private readonly BrokerContext _broker;
    private readonly StompConnection _connection;
    private readonly FrameParser _parser;
    private readonly Outbox _outbox;
    private readonly SessionHeartBeat _heartBeat;
    private readonly DeliveryBatch _batch = new();
    private readonly SessionEvents? _events;
    private readonly HeldReplies? _held; // where there is a store
    private readonly SessionProtocol _protocol;
    private readonly FrameInterception? _interception;
    private volatile SessionHandlerWait? _handlerWait; // where there are handlers, or since it first waited for room
    private readonly FrameProgress _frameProgress;
    private readonly SessionLifetime _lifetime = new();
    private readonly SessionOrders _orders;
    private volatile SessionLinger? _linger; // from the end on
    private SessionEnd? _requestedEnd;
    private long _unauthenticatedBytes;
    private int _turn; // frames, by weight, since others had theirs
    private PrivateSubscriptions? _privateSubscriptions;
    private int _isTooSlow;

    public Session(BrokerContext broker, StompConnection connection)
    {
        _broker = broker;
        _connection = connection;
        _orders = new SessionOrders(connection, _lifetime);
        _parser = new FrameParser(FrameSource.Client, broker.Options.Limits.Frame);
        BrokerExtensions extensions = broker.Extensions.Value;
        IDeliveryFilter? filter = extensions.Outbound is null ? null : new DeliveryInterception(extensions.Outbound, this);
        _outbox = new Outbox(connection, this, broker.Time, broker.Options.Limits.MaxOutboxBytes, filter);
        _heartBeat = new SessionHeartBeat(broker.Time, broker.Options.HeartBeat, broker.Options.Limits.ConnectTimeout);
        _events = extensions.Events is null ? null : new SessionEvents(extensions.Events, this);
        _held = broker.Storage.Writer is { } store ? new HeldReplies(store, _outbox, this) : null;
        _protocol = new SessionProtocol(broker, this, connection, _parser, _outbox, _heartBeat, _batch, _events, _held);
        _interception = extensions.Inbound is null ? null : new FrameInterception(extensions.Inbound, this, _protocol);
        _handlerWait = _protocol.Handlers is null ? null : CreateWait();
        _frameProgress = new FrameProgress(broker.Options.Limits, broker.Time);
    }

    /// <summary>Its place among the sessions that have not connected; the registry's.</summary>
    public LinkedListNode<Session>? UnauthenticatedNode { get; set; }

    /// <inheritdoc/>
    public long Number { get; } = Interlocked.Increment(ref _lastNumber);

    /// <inheritdoc/>
    public string Id => _protocol.Id;

    /// <summary>Whether CONNECTED was answered.</summary>
    public bool IsConnected => _protocol.IsConnected;

    /// <inheritdoc/>
    public ClaimsPrincipal User => _protocol.User ?? Anonymous;

    /// <inheritdoc cref="IStompSession.UserName"/>
    public string? UserName => _protocol.UserName;

    /// <inheritdoc/>
    public string? ClientId => _protocol.ClientId;

    /// <inheritdoc/>
    public StompVersion Version => _protocol.Version;

    /// <inheritdoc/>
    public EndPoint? RemoteEndPoint => _connection.RemoteEndPoint;

    /// <inheritdoc/>
    public string Transport => _connection.Transport;

    /// <inheritdoc/>
    public ConcurrentDictionary<object, object?> Items => _lifetime.Items;

    /// <inheritdoc/>
    public CancellationToken Closed => _lifetime.Closed;

    /// <inheritdoc/>
    public IReadOnlyList<StompSubscription> Subscriptions =>
        [.. _protocol.Subscriptions.Select(subscription => new StompSubscription(this, subscription))];

    /// <summary>Completes when the connection is closed and the session has let go of all.</summary>
    public Task Ended => _lifetime.Ended;

    /// <inheritdoc/>
    public PrivateSubscriptions? PrivateSubscriptions => Volatile.Read(ref _privateSubscriptions);

    /// <inheritdoc/>
    public int UserIndex { get; set; }

    /// <summary>Octets that wait to be sent to it.</summary>
    public long UnsentBytes => _outbox.UnsentBytes;

    /// <summary>Serves the connection until it ends, whichever way. Throws nothing that a client can cause.</summary>
    public async Task RunAsync()
    {
        _broker.Ticker.Add(this);
        try
        {
            if (_broker.Sessions.Add(this, _connection.RemoteEndPoint) is { } refusal)
            {
                _protocol.Finish(refusal);
                _batch.WakeAll();
            }

            await ReadFramesAsync();
            await EndAsync(_protocol.End!);
        }
        catch (Exception exception)
        {
            SessionLog.Failed(_broker.Logger, exception, _protocol.Id);
            _connection.Abort("internal error");
        }
        finally
        {
            _broker.Ticker.Remove(this);
            _protocol.Handlers?.Cancel();
            _held?.Close();
            Task drained = _outbox.CloseAsync();
            _protocol.Release();
            _events?.Disconnected(_protocol.End ?? SessionEnd.Failed);
            _batch.WakeAll();
            _parser.Reset();
            await drained; // the transport takes its buffers back when this returns: no drain may write into them any more
            _broker.Sessions.Remove(this);
            _lifetime.End();
            _orders.Run();
        }
    }

    /// <inheritdoc/>
    public void Close(string reason)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        RequestEnd(new SessionEnd(CloseStatus.PolicyViolation, reason, SessionEnd.Ways.AfterError) { Cause = StompDisconnectCause.Closed });
    }

    /// <inheritdoc/>
    public Task CloseAsync(string reason)
    {
        Close(reason);
        return Ended;
    }

    /// <inheritdoc/>
    public Task<int> UnsubscribeAsync(Func<StompSubscription, bool> match)
    {
        ArgumentNullException.ThrowIfNull(match);
        StompSubscription[] chosen = [.. Subscriptions.Where(match)];
        if (chosen.Length == 0)
        {
            return Task.FromResult(0);
        }

        var ended = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        _orders.Add(() => ended.SetResult(_protocol.EndSubscriptions(chosen)));
        return ended.Task;
    }

    /// <inheritdoc/>
    public bool CanReceive(ReadOnlySpan<byte> destination) => _protocol.CanReceive(destination);

    /// <inheritdoc/>
    public PrivateSubscriptions GetOrCreatePrivateSubscriptions()
    {
        if (_privateSubscriptions is null)
        {
            Volatile.Write(ref _privateSubscriptions, new PrivateSubscriptions());
        }

        return _privateSubscriptions;
    }

    /// <summary>Asks the session to end. It first processes what was received, then tells the client why.</summary>
    public void RequestEnd(SessionEnd end)
    {
        if (Interlocked.CompareExchange(ref _requestedEnd, end, null) is null)
        {
            _heartBeat.CancelConnecting();
            _lifetime.Close();
            _events?.OnEnding();
            _protocol.Room.End();
            _protocol.Handlers?.OnEnding(isShutdown: end == SessionEnd.ShuttingDown);
            _connection.Input.CancelPendingRead();
        }
    }

    /// <summary>Ends the session, soon and abruptly, because its peer does not take what is sent. Safe on any thread, with any lock held.</summary>
    public void EndAsTooSlow(string reason, string limit)
    {
        if (Interlocked.Exchange(ref _isTooSlow, 1) == 0)
        {
            Detach(() =>
            {
                SessionLog.TooSlow(_broker.Logger, _protocol.Id, _connection.RemoteEndPoint, reason, limit);
                _broker.Metrics.LimitExceeded(limit);
                Abort("it reads too slowly", StompDisconnectCause.TooSlow);
            });
        }
    }

    /// <summary>Ends the session at once; what was not sent is lost.</summary>
    public void Abort(string reason, StompDisconnectCause cause)
    {
        RequestEnd(new SessionEnd(CloseStatus.GoingAway, reason, SessionEnd.Ways.Abrupt) { Cause = cause });
        _protocol.Handlers?.Cancel();
        _connection.Abort(reason);
    }

    /// <inheritdoc/>
    public int TickerIndex { get; set; }

    /// <inheritdoc/>
    public long Tick(long now)
    {
        if (_linger is { } linger)
        {
            linger.Tick(now);
            return now;
        }

        StompLimits limits = _broker.Options.Limits;
        _handlerWait?.Tick(now);
        if ((_heartBeat.CheckDeadline(now) ?? _frameProgress.Check(now) ?? _protocol.Check(now)) is { } end)
        {
            RequestEnd(end);
        }
        else if (now > _outbox.GetFlushDeadline(limits))
        {
            EndAsTooSlow($"it has taken nothing for the limit of {limits.SendTimeout.TotalSeconds:0.###} s", nameof(StompLimits.SendTimeout));
        }
        else if (now >= _heartBeat.GetBeatTime(_outbox.LastWrite) && _outbox.UnsentBytes == 0)
        {
            DeliveryBatch batch = DeliveryBatch.OfThread;
            _protocol.Beat(batch);
            batch.WakeAll();
        }

        return GetNextDue(now, limits);
    }

    public void Dispose() => _heartBeat.Dispose();

    void IOutboxOwner.OnOutboxFull(long unsentBytes) =>
        EndAsTooSlow(
            $"{unsentBytes} octets wait to be sent to it, more than the limit of {_broker.Options.Limits.MaxOutboxBytes}",
            nameof(StompLimits.MaxOutboxBytes));

    void IOutboxOwner.OnOutboxBroken(Exception exception)
    {
        SessionLog.Broken(_broker.Logger, exception, _protocol.Id);
        Detach(() => Abort("its connection broke", StompDisconnectCause.ConnectionLost));
    }

    void IStoreFailureObserver.OnStoreFailed(StompStoreException failure, byte[]? receipt, bool hasStatus)
    {
        string reason = $"what was sent could not be stored: {failure.Message}";
        if (hasStatus)
        {
            DeliveryBatch batch = DeliveryBatch.OfThread;
            _protocol.RejectUnstored(receipt, reason, batch);
            batch.WakeAll();
        }
        else
        {
            RequestEnd(new SessionEnd(CloseStatus.InternalError, reason, SessionEnd.Ways.AfterError) { Receipt = receipt, Cause = StompDisconnectCause.Failed });
        }
    }

    // The next deadline known now; and soon in any case, for those that begin meanwhile: a frame, a flush.
    private long GetNextDue(long now, StompLimits limits)
    {
        long soon = _broker.Time.Add(now, LookAgain);
        long deadline = Math.Min(Math.Min(_heartBeat.Deadline, _frameProgress.Deadline), _outbox.GetFlushDeadline(limits));
        deadline = Math.Min(deadline, _protocol.Handlers?.Deadline ?? long.MaxValue);
        return Math.Min(Math.Min(soon, deadline), Math.Min(_heartBeat.GetBeatTime(_outbox.LastWrite), _protocol.Expiry.Deadline));
    }

    // Not on the caller's stack: it may be a publisher in the middle of a fan-out, with a queue's lock held.
    private static void Detach(Action action) =>
        ThreadPool.UnsafeQueueUserWorkItem(static action => action(), action, preferLocal: false);

    private async Task ReadFramesAsync()
    {
        PipeReader input = _connection.Input;
        long? owed = null; // octets that had come when the session saw that it is asked to end, and are processed before it does
        while (_protocol.End is null)
        {
            ReadResult result;
            try
            {
                ValueTask<ReadResult> reading = input.ReadAsync();
                if (!reading.IsCompleted)
                {
                    _protocol.Handlers?.LeaveThread();
                }

                result = await reading;
            }
            catch (Exception exception) when (exception is IOException or OperationCanceledException)
            {
                SessionLog.Broken(_broker.Logger, exception, _protocol.Id);

                // It may be that it was aborted here, for a reason that says more.
                _protocol.Finish(
                    Volatile.Read(ref _requestedEnd) is { Manner: SessionEnd.Ways.Abrupt } requested
                        ? requested
                        : new SessionEnd(CloseStatus.Normal, "the connection broke", SessionEnd.Ways.Abrupt));
                return;
            }

            if (Volatile.Read(ref _requestedEnd) is not null)
            {
                owed ??= result.Buffer.Length;
            }

            _orders.Run();
            if (!result.Buffer.IsEmpty)
            {
                _heartBeat.OnReceived();
            }

            bool wasInsideFrame = _parser.IsInsideFrame;
            bool isTurnOver = Process(result.Buffer, out SequencePosition consumed, out int frames, out Task? pending);
            CheckProgress(result.Buffer, consumed, wasInsideFrame, pending);
            if (frames <= FewFrames)
            {
                _batch.DrainAll();
            }
            else
            {
                _batch.WakeAll();
            }

            if (!_parser.IsInsideFrame)
            {
                _parser.Reset(); // what an idle session need not hold
            }

            if (!isTurnOver)
            {
                _handlerWait?.OnAllExamined();
                input.AdvanceTo(consumed, result.Buffer.End);
            }
            else
            {
                _turn = 0;
                owed -= result.Buffer.Slice(0, consumed).Length;
                input.AdvanceTo(consumed, _handlerWait?.GetExamined(result.Buffer, consumed) ?? consumed);
                if (pending is null)
                {
                    await Task.Yield();
                }
                else
                {
                    await WaitAsync(pending);
                    _batch.WakeAll();
                    LeaveUnauthenticated();
                    if (_protocol.MustRepeat)
                    {
                        _protocol.Handlers?.LeaveThread(); // it may be the thread that judged
                        if (Volatile.Read(ref _requestedEnd) is { } requested)
                        {
                            _protocol.Finish(requested);
                        }
                    }
                }

                if (owed <= 0)
                {
                    _protocol.Finish(_requestedEnd!); // a client that sends without end is never read to the end
                }

                if (_handlerWait is { HasUnread: true } || Volatile.Read(ref _requestedEnd) is not null)
                {
                    input.CancelPendingRead(); // the read just processed may have been the one that the request cancelled
                }

                continue; // the octets behind the last frame are still there
            }

            if (Volatile.Read(ref _requestedEnd) is { } end)
            {
                _protocol.Finish(end);
            }
            else if (result.IsCompleted)
            {
                _protocol.Finish(SessionEnd.PeerClosed);
            }
        }
    }

    // While a handler runs nobody else wakes what they touch.
    private void RunOrders()
    {
        _orders.Run();
        _batch.WakeAll();
    }

    // While the loop does not read, silence of the client means nothing.
    private async Task WaitAsync(Task pending)
    {
        if (_handlerWait is null && _protocol.Room.IsWaiting)
        {
            _handlerWait = CreateWait();
        }

        if (_handlerWait is not null)
        {
            await _handlerWait.WaitAsync(pending);
            return;
        }

        _heartBeat.Hold();
        await pending;
        _heartBeat.Unhold();
    }

    private SessionHandlerWait CreateWait() =>
        new(_connection, _protocol.Handlers, _protocol.Room, _heartBeat, _broker.Time, RunOrders, () => Volatile.Read(ref _requestedEnd) is not null);

    private void CheckProgress(in ReadOnlySequence<byte> buffer, SequencePosition consumed, bool wasInsideFrame, Task? pending)
    {
        long left = buffer.Slice(consumed).Length;
        _frameProgress.OnProcessed(_parser.IsInsideFrame, wasInsideFrame && left == buffer.Length, left);
        if (_protocol.IsConnected)
        {
            LeaveUnauthenticated();
            return;
        }

        // What is not consumed comes again with the next read.
        int limit = _broker.Options.Limits.MaxUnauthenticatedBytes;
        _unauthenticatedBytes += buffer.Length - left;
        if (_unauthenticatedBytes + left > limit && _protocol.End is null && pending is null)
        {
            _protocol.Finish(new SessionEnd(
                CloseStatus.TooBig,
                $"the session exceeds the limit of {limit} octets before CONNECT is complete ({nameof(StompLimits.MaxUnauthenticatedBytes)})",
                SessionEnd.Ways.AfterError)
            {
                Limit = nameof(StompLimits.MaxUnauthenticatedBytes),
            });
        }
    }

    private void LeaveUnauthenticated()
    {
        if (_protocol.IsConnected && UnauthenticatedNode is not null)
        {
            _broker.Sessions.OnConnected(this);
            _broker.Ticker.Hurry(this); // heart-beats are agreed on
        }
    }

    // The whole frames in the buffer, one after another; outboxes that they touch are woken afterwards, each once. True when it stopped, perhaps
    // before the last of them: one must be waited for, or others have their turn.
    private bool Process(in ReadOnlySequence<byte> buffer, out SequencePosition consumed, out int frames, out Task? pending)
    {
        var input = new SequenceReader<byte>(buffer);
        if (_held is not null)
        {
            StoreTicket.Take(); // what others have left on this thread is not this session's
        }

        pending = null;
        frames = 0;
        try
        {
            long start = 0;
            while (_protocol.End is null && pending is null && _turn + frames < Turn)
            {
                start = input.Consumed;
                if (!_parser.TryRead(ref input, out StompFrame frame))
                {
                    break;
                }

                frames += frame.Command is StompCommand.Subscribe or StompCommand.Unsubscribe ? SubscriptionWeight : 1;
                pending = _interception is null ? _protocol.Handle(frame) : _interception.Handle(frame);
            }

            if (_protocol.MustRepeat && _interception is null)
            {
                input.Rewind(input.Consumed - start); // the frame comes again when it is judged
            }

            _protocol.PublishSent();
            if (_held is not null && StoreTicket.Take() is { Last: not 0 } ticket)
            {
                _held.Watch(ticket);
            }
        }
        catch (StompProtocolException violation)
        {
            _protocol.Refuse(violation);
        }
        catch
        {
            SendRun.OfThread.Abandon();
            throw;
        }

        consumed = input.Position;
        _turn += frames + (int)(input.Consumed / OctetsPerFrame);
        return pending is not null || (_turn >= Turn && _protocol.End is null);
    }

    private async Task EndAsync(SessionEnd end)
    {
        if (end.Limit is not null)
        {
            _broker.Metrics.LimitExceeded(end.Limit);
        }

        if (end.Manner == SessionEnd.Ways.AfterError)
        {
            if (_broker.Sessions.GetRefusals(end.Limit).TryPass(out int suppressed))
            {
                SessionLog.Refused(_broker.Logger, _protocol.Id, _connection.RemoteEndPoint, end.Reason.ReplaceLineEndings(" "), suppressed);
            }
        }
        else
        {
            SessionLog.Ended(_broker.Logger, _protocol.Id, end.Reason);
        }

        // Others wait for what this session holds; its peer may take its time.
        _protocol.Release();
        _batch.WakeAll();
        _lifetime.Close();
        _events?.Disconnected(end);
        if (end.Manner == SessionEnd.Ways.Abrupt)
        {
            _connection.Abort(end.Reason);
        }
        else
        {
            await (_held?.WhenSentAsync() ?? Task.CompletedTask);
            var linger = new SessionLinger(_connection, _broker.Time, _broker.Options.Limits.LingerTimeout);
            _linger = linger;
            _broker.Ticker.Hurry(this);
            await linger.RunAsync(end, _outbox);
        }
    }
}
