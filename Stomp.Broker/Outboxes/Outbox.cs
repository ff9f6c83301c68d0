using System.IO.Pipelines;
using Stomp.Broker.Configuration;
using Stomp.Broker.Messages;
using Stomp.Broker.Timing;
using Stomp.Core.Transports;

namespace Stomp.Broker.Outboxes;

/// <summary>
/// The one way out of a session: an ordered, bounded queue of frames. Appending never waits for the socket; one drain at a time writes
/// what is there, in batches, and flushes each batch once.
/// </summary>
/// <remarks>
/// Appending is safe on any thread. The lock is a leaf: nothing is called under it. An idle outbox holds no thread, no task and no
/// memory beside itself. Each entry owns a reference to its message, released when it is written or thrown away.
/// </remarks>
internal sealed class Outbox : IThreadPoolWorkItem
{
    /// <summary>
    /// What a queue's consumer may have unsent before the queue holds the rest back. Large enough to keep a fast consumer busy between
    /// two drains; small against the limit, of which it is at most half: a deep queue must not be what fills an outbox.
    /// </summary>
    public const int RoomBytes = 256 * 1024;

    // Where a batch is flushed: the transport's own buffer, 64 KiB with Kestrel. A larger batch would only wait there.
    private const int BatchBytes = 64 * 1024;

    private readonly Lock _lock = new();
    private readonly OutboxWriter _writer;
    private readonly IOutboxOwner _owner;
    private readonly IDeliveryFilter? _filter; // nearly always none
    private readonly TimeProvider _time;
    private readonly long _maxUnsentBytes;
    private readonly long _roomBytes;
    private EntryBuffer _appended;
    private EntryBuffer _draining; // the drain's own, outside of the lock, as is the next
    private int _written; // of those being drained
    private Task<FilteredDelivery>? _filtering; // of the one that comes next, when it was begun before a flush
    private long _unsentBytes;
    private long _lastWrite;
    private long _flushStarted; // of the flush that the transport makes wait; 0 while there is none
    private long _flushing; // its octets
    private State _state;
    private bool _held;
    private bool _closed; // takes no more
    private List<IRoomWaiter>? _roomWaiters; // made when there is one
    private TaskCompletionSource? _drained;

    public Outbox(StompConnection connection, IOutboxOwner owner, TimeProvider time, long maxUnsentBytes, IDeliveryFilter? filter = null)
    {
        _writer = new OutboxWriter(connection);
        _owner = owner;
        _filter = filter;
        _time = time;
        _maxUnsentBytes = maxUnsentBytes;
        _roomBytes = Math.Min(RoomBytes, maxUnsentBytes / 2);
        _lastWrite = time.GetTimestamp();
    }

    private enum State
    {
        Asleep,
        Woken, // in somebody's batch, or in the thread pool's queue
        Draining,
        Broken, // the transport failed, or the session gave up
    }

    /// <summary>The timestamp of the last octets handed to the transport.</summary>
    public long LastWrite => Volatile.Read(ref _lastWrite);

    /// <summary>When the peer must have taken what is being flushed: after the time that the limits give, and what it needs at the least rate.</summary>
    public long GetFlushDeadline(StompLimits limits)
    {
        long started = Volatile.Read(ref _flushStarted);
        return started == 0
            ? long.MaxValue
            : _time.Add(started, limits.SendTimeout + TimeSpan.FromSeconds((double)Volatile.Read(ref _flushing) / limits.MinSendBytesPerSecond));
    }

    /// <summary>Octets appended and not yet handed to the transport.</summary>
    public long UnsentBytes => Volatile.Read(ref _unsentBytes);

    /// <summary>Appends a message for a subscription, with one reference to it, which becomes the outbox's.</summary>
    /// <returns><see langword="false"/> when the subscription or the session has ended; the reference stays the caller's.</returns>
    public bool TryAppend(Message message, IOutboxRecipient recipient, long sequence, int deliveries, DeliveryBatch batch) =>
        TryAppend(new OutboxEntry(message, recipient, sequence, deliveries), isLast: false, batch);

    /// <summary>Appends messages for a subscription, in order, with one reference to each.</summary>
    /// <returns>How many were appended, and their references are the outbox's: less than all when the subscription or the session has ended, or the outbox is full.</returns>
    public int Append(ReadOnlySpan<Message> messages, IOutboxRecipient recipient, DeliveryBatch batch)
    {
        int appended = 0;
        long unsent;
        lock (_lock)
        {
            if (_closed || !recipient.IsActive)
            {
                return 0;
            }

            int headLength = recipient.Head.Length;
            unsent = _unsentBytes;
            while (appended < messages.Length && unsent <= _maxUnsentBytes)
            {
                Message message = messages[appended++];
                _appended.Add(new OutboxEntry(message, recipient, 0, 0));
                unsent += headLength + message.Length;
            }

            _unsentBytes = unsent;
            WakeIfAsleep(batch);
            if (unsent <= _maxUnsentBytes)
            {
                return appended;
            }

            _closed = true;
        }

        _owner.OnOutboxFull(unsent);
        return appended;
    }

    /// <summary>Appends a frame of the broker's own; the reference to it becomes the outbox's in any case.</summary>
    public void Append(Message frame, DeliveryBatch batch) => Append(frame, isLast: false, batch);

    /// <summary>Appends a frame as <see cref="Append(Message, DeliveryBatch)"/> does, and takes no more after it.</summary>
    public void AppendLast(Message frame, DeliveryBatch batch) => Append(frame, isLast: true, batch);

    /// <summary>Lets a subscription take messages, or no more; see <see cref="IOutboxRecipient.IsActive"/>.</summary>
    public void SetActive(IOutboxRecipient recipient, bool active)
    {
        lock (_lock)
        {
            recipient.IsActive = active;
        }
    }

    /// <summary>Keeps what is appended from now on unsent, until <see cref="Unhold"/>: a receipt and what it promises become visible together.</summary>
    public void Hold()
    {
        lock (_lock)
        {
            _held = true;
        }
    }

    public void Unhold(DeliveryBatch batch)
    {
        lock (_lock)
        {
            _held = false;
            if (_state == State.Asleep && _appended.Count > 0)
            {
                _state = State.Woken;
                batch.Add(this);
            }
        }
    }

    /// <summary>Whether a queue may deliver more; if not, the waiter is called when it may.</summary>
    public bool HasRoomOrWait(IRoomWaiter waiter)
    {
        if (UnsentBytes < _roomBytes)
        {
            return true;
        }

        lock (_lock)
        {
            if (_unsentBytes < _roomBytes)
            {
                return true;
            }

            (_roomWaiters ??= []).Add(waiter);
            return false;
        }
    }

    /// <summary>Takes no more, and tells when what is in it was handed to the transport, or cannot be any more.</summary>
    public Task CompleteAsync()
    {
        lock (_lock)
        {
            _closed = true;
            if (_state == State.Broken || (_state == State.Asleep && _appended.Count == 0))
            {
                return Task.CompletedTask;
            }

            _drained ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _drained.Task;
        }
    }

    /// <summary>
    /// Takes no more and sends no more. What was not written goes back to its subscriptions, in order. Call it when the transport is
    /// aborted or drained, and no drain will find anything again.
    /// </summary>
    /// <returns>Completes when no drain is under way any more.</returns>
    public Task CloseAsync()
    {
        EntryBuffer unsent;
        Task drained = Task.CompletedTask;
        lock (_lock)
        {
            _closed = true;
            if (_state != State.Draining)
            {
                _state = State.Broken;
                _drained?.TrySetResult();
            }
            else
            {
                _drained ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                drained = _drained.Task;
            }

            unsent = TakeAppended();
        }

        TakeBack(unsent.From(0));
        unsent.Release();
        return drained;
    }

    /// <summary>Gives the session up as one that does not keep up: somebody who holds messages for it has too many.</summary>
    public void Overflow(long unsentBytes)
    {
        lock (_lock)
        {
            if (_closed)
            {
                return;
            }

            _closed = true;
        }

        _owner.OnOutboxFull(unsentBytes);
    }

    /// <summary>Has the thread pool drain it. Only for the batch it was added to.</summary>
    public void Wake() => ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);

    /// <summary>Drains it on this thread, as far as the transport takes it at once. Only for the batch it was added to; with no lock held.</summary>
    public void Drain()
    {
        if (_filter is null)
        {
            _ = DrainAsync();
        }
        else
        {
            Wake(); // the thread is that of another connection, perhaps, and the filter's code the application's
        }
    }

    void IThreadPoolWorkItem.Execute() => _ = DrainAsync();

    private void Append(Message frame, bool isLast, DeliveryBatch batch)
    {
        if (!TryAppend(new OutboxEntry(frame, null, 0, 0), isLast, batch))
        {
            frame.Release();
        }
    }

    private bool TryAppend(in OutboxEntry entry, bool isLast, DeliveryBatch batch)
    {
        long unsent;
        lock (_lock)
        {
            if (_closed || entry.Recipient is { IsActive: false })
            {
                return false;
            }

            _appended.Add(entry);
            _closed = isLast;
            unsent = _unsentBytes += entry.Length;
            WakeIfAsleep(batch);
            if (unsent <= _maxUnsentBytes)
            {
                return true;
            }

            _closed = true;
        }

        _owner.OnOutboxFull(unsent);
        return true;
    }

    private void WakeIfAsleep(DeliveryBatch batch)
    {
        if (_state == State.Asleep && !_held)
        {
            _state = State.Woken;
            batch.Add(this);
        }
    }

    private async Task DrainAsync()
    {
        try
        {
            while (TryTakeAppended())
            {
                for (_written = 0; _written < _draining.Count;)
                {
                    int bytes = _filter is null ? WriteBatch() : await WriteFilteredAsync(_filter);
                    FlushResult flushed = await FlushAsync(bytes);
                    if (flushed.IsCompleted || flushed.IsCanceled)
                    {
                        throw new IOException("The connection takes no more output.");
                    }

                    Volatile.Write(ref _flushStarted, 0);
                    Volatile.Write(ref _lastWrite, _time.GetTimestamp());
                    OnSent(bytes);
                }

                _draining.Clear();
                _written = 0;
            }
        }
        catch (Exception exception)
        {
            Break();
            _owner.OnOutboxBroken(exception);
        }
    }

    private ValueTask<FlushResult> FlushAsync(int bytes)
    {
        ValueTask<FlushResult> flush = _writer.FlushAsync();
        if (!flush.IsCompleted)
        {
            Volatile.Write(ref _flushing, bytes);
            Volatile.Write(ref _flushStarted, Math.Max(_time.GetTimestamp(), 1));
        }

        return flush;
    }

    private bool TryTakeAppended()
    {
        lock (_lock)
        {
            if (_state == State.Broken)
            {
                return false;
            }

            if (_held || _appended.Count == 0)
            {
                _state = State.Asleep;
                _draining.Release();
                if (_appended.Count == 0)
                {
                    _appended.Release();
                }

                _drained?.TrySetResult();
                return false;
            }

            _state = State.Draining;
            (_appended, _draining) = (_draining, _appended);
            return true;
        }
    }

    // Writes up to BatchBytes, at least one entry, and lets go of each message when it is copied.
    private int WriteBatch()
    {
        ReadOnlySpan<OutboxEntry> entries = _draining.From(_written);
        int count = _writer.Write(entries, BatchBytes, out int bytes);
        foreach (ref readonly OutboxEntry entry in entries[..count])
        {
            entry.Message.Release();
        }

        _written += count;
        return bytes;
    }

    // As WriteBatch does, one by one. What is written is not kept back while a filter takes its time over what comes after it.
    private async ValueTask<int> WriteFilteredAsync(IDeliveryFilter filter)
    {
        int bytes = 0;
        while (_written < _draining.Count && bytes < BatchBytes)
        {
            OutboxEntry entry = _draining.From(_written)[0];
            FilteredDelivery filtered = FilteredDelivery.Unchanged;
            if (entry.Recipient is not null)
            {
                Task<FilteredDelivery> filtering = _filtering ?? filter.FilterAsync(entry.Message, entry.Recipient, entry.Deliveries).AsTask();
                _filtering = null;
                if (!filtering.IsCompleted && bytes > 0)
                {
                    _filtering = filtering;
                    break;
                }

                filtered = await filtering;
            }

            bytes += entry.Length;
            Settle(entry, filtered);
            _written++;
        }

        return bytes;
    }

    private void Settle(in OutboxEntry entry, in FilteredDelivery filtered)
    {
        if (filtered.Outcome == FilteredDelivery.Outcomes.NotSent)
        {
            SetActive(entry.Recipient!, active: false); // it must not come again here
            entry.Recipient!.TakeBack(entry.Message, entry.Sequence, entry.Deliveries);
            return;
        }

        if (filtered.Outcome == FilteredDelivery.Outcomes.Dropped)
        {
            entry.Recipient!.Discard(entry.Sequence);
        }
        else
        {
            OutboxEntry written = entry with { Message = filtered.Replacement ?? entry.Message };
            _writer.Write(new ReadOnlySpan<OutboxEntry>(in written), enough: 1, out _);
            filtered.Replacement?.Release();
        }

        entry.Message.Release();
    }

    private void OnSent(int bytes)
    {
        IRoomWaiter[] waiters = [];
        lock (_lock)
        {
            _unsentBytes -= bytes;
            if (_roomWaiters is { Count: > 0 } && _unsentBytes <= _roomBytes / 2)
            {
                waiters = [.. _roomWaiters];
                _roomWaiters.Clear();
            }
        }

        if (waiters.Length > 0)
        {
            DeliveryBatch batch = DeliveryBatch.OfThread;
            foreach (IRoomWaiter waiter in waiters)
            {
                waiter.OnRoom(batch);
            }

            batch.WakeAll();
        }
    }

    private void Break()
    {
        EntryBuffer unsent;
        lock (_lock)
        {
            _closed = true;
            _state = State.Broken;
            unsent = TakeAppended();
        }

        TakeBack(_draining.From(_written));
        TakeBack(unsent.From(0));
        _draining.Release();
        unsent.Release();
        lock (_lock)
        {
            _drained?.TrySetResult();
        }
    }

    private EntryBuffer TakeAppended()
    {
        EntryBuffer taken = _appended;
        _appended = default;
        _roomWaiters = null;
        return taken;
    }

    private static void TakeBack(ReadOnlySpan<OutboxEntry> entries)
    {
        foreach (ref readonly OutboxEntry entry in entries)
        {
            if (entry.Recipient is null)
            {
                entry.Message.Release();
            }
            else
            {
                entry.Recipient.TakeBack(entry.Message, entry.Sequence, entry.Deliveries);
            }
        }
    }
}
