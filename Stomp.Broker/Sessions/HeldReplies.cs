using System.Buffers;
using Stomp.Broker.Messages;
using Stomp.Broker.Outboxes;
using Stomp.Broker.Storage;
using Stomp.Core.Frames;
using Stomp.Core.Protocol;

namespace Stomp.Broker.Sessions;

/// <summary>
/// The replies of a session that must not be sent before what they promise is on stable storage, and those behind them: replies go out in the
/// order of their frames. Messages do not wait for them.
/// </summary>
/// <remarks>
/// Thread-safe: the session's loop appends, and the store's thread says what is stored. It holds a reference to each frame until that is sent
/// or dropped. Under its lock only the leaf locks of the writer and of the outbox are taken.
/// </remarks>
internal sealed class HeldReplies(StoreWriter writer, Outbox outbox, IStoreFailureObserver session) : IStoreWaiter
{
    private readonly Lock _lock = new();
    private readonly Queue<Reply> _replies = new();
    private long _waitedFor; // the latest ticket that the writer was asked about
    private long _told; // the latest that the writer has told of
    private TaskCompletionSource? _sent;
    private bool _isClosed;

    /// <summary>The version that replies are encoded for.</summary>
    public StompVersion Version { get; set; }

    /// <summary>Sends a reply when all before it were sent and its tickets are done. The reference to it goes with the call.</summary>
    /// <param name="frame">The reply.</param>
    /// <param name="ticket">The tickets of what it promises; none when that need not be stored.</param>
    /// <param name="isLast">Whether nothing is sent after it.</param>
    /// <param name="batch">Gets the outbox.</param>
    public void Append(Message frame, StoreTicket ticket, bool isLast, DeliveryBatch batch)
    {
        StompStoreException? failure = null;
        lock (_lock)
        {
            if (_isClosed)
            {
                frame.Release();
                return;
            }

            bool mustWait = ticket.Last != 0 && MustWait(ticket, out failure);
            if (mustWait || (failure is null && _replies.Count > 0))
            {
                _replies.Enqueue(new Reply(frame, mustWait ? ticket : default, isLast));
                return;
            }

            if (failure is null)
            {
                Send(frame, isLast, batch);
                return;
            }
        }

        Fail(frame, failure);
    }

    /// <summary>Has the session told when something that nobody asked a receipt for cannot be stored.</summary>
    /// <param name="ticket">Its tickets.</param>
    public void Watch(StoreTicket ticket)
    {
        StompStoreException? failure;
        lock (_lock)
        {
            if (_isClosed || MustWait(ticket, out failure) || failure is null)
            {
                return;
            }
        }

        session.OnStoreFailed(failure, receipt: null, hasStatus: false);
    }

    /// <summary>Completes when no reply is held any more.</summary>
    public Task WhenSentAsync()
    {
        lock (_lock)
        {
            if (_replies.Count == 0)
            {
                return Task.CompletedTask;
            }

            _sent ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _sent.Task;
        }
    }

    /// <summary>Drops what is held: the session has ended.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _isClosed = true;
            while (_replies.TryDequeue(out Reply reply))
            {
                reply.Frame.Release();
            }

            _sent?.TrySetResult();
        }
    }

    void IStoreWaiter.OnStored(long ticket, StompStoreException? failure)
    {
        List<(Message Frame, StompStoreException Cause)>? failed = null;
        DeliveryBatch batch = DeliveryBatch.OfThread;
        bool isTold;
        lock (_lock)
        {
            if (_isClosed)
            {
                return;
            }

            _told = ticket;
            while (_replies.TryPeek(out Reply reply) && reply.Ticket.Last <= ticket)
            {
                _replies.Dequeue();
                StompStoreException? cause = reply.Ticket.Last == ticket ? failure ?? FindEarlier(reply.Ticket) : null;
                if (cause is not null)
                {
                    (failed ??= []).Add((reply.Frame, cause));
                }
                else
                {
                    Send(reply.Frame, reply.IsLast, batch);
                }
            }

            isTold = failed is not null;
            if (_replies.Count == 0)
            {
                _sent?.TrySetResult();
                _sent = null;
            }
        }

        batch.WakeAll();
        foreach ((Message frame, StompStoreException cause) in failed ?? [])
        {
            Fail(frame, cause);
        }

        if (failure is not null && !isTold)
        {
            session.OnStoreFailed(failure, receipt: null, hasStatus: false);
        }
    }

    // Whoever waits for a ticket is told of it once.
    private bool MustWait(StoreTicket ticket, out StompStoreException? failure)
    {
        failure = null;
        if (ticket.Last == _waitedFor && ticket.Last > _told)
        {
            return true;
        }

        if (!writer.TryWait(ticket.Last, this, out failure))
        {
            failure ??= FindEarlier(ticket);
            return false;
        }

        _waitedFor = ticket.Last;
        return true;
    }

    private StompStoreException? FindEarlier(StoreTicket ticket) =>
        ticket.First < ticket.Last ? writer.FindFailure(ticket.First, ticket.Last - 1) : null;

    private void Send(Message frame, bool isLast, DeliveryBatch batch)
    {
        if (isLast)
        {
            outbox.AppendLast(frame, batch);
        }
        else
        {
            outbox.Append(frame, batch);
        }
    }

    // The reply said that something was done which is not; who asked for it is in it.
    private void Fail(Message frame, StompStoreException failure)
    {
        byte[]? receipt = null;
        bool hasStatus = false;
        var parser = new FrameParser(FrameSource.Server) { Version = Version };
        var input = new SequenceReader<byte>(new ReadOnlySequence<byte>(frame.GetTail(StompVersion.V12).ToArray()));
        if (parser.TryRead(ref input, out StompFrame reply) && reply.Headers.TryGetValue(KnownHeader.ReceiptId, out ReadOnlySpan<byte> id))
        {
            receipt = id.ToArray();
            hasStatus = reply.Headers.TryGetValue("status"u8, out _);
        }

        parser.Reset();
        frame.Release();
        session.OnStoreFailed(failure, receipt, hasStatus);
    }

    private readonly record struct Reply(Message Frame, StoreTicket Ticket, bool IsLast);
}
