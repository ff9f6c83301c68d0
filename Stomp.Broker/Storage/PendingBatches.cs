namespace Stomp.Broker.Storage;

/// <summary>What stands between those who store and the one who writes: the batch that gathers, the one that is being committed, and who waits for them.</summary>
/// <remarks>Thread-safe by <see cref="Lock"/>, which those who gather hold meanwhile.</remarks>
internal sealed class PendingBatches(long maxBytes)
{
    private readonly FailedTickets _failed = new();
    private PendingBatch _gathering = new() { Ticket = 1 };
    private PendingBatch? _committing;
    private PendingBatch? _spare = new();
    private TaskCompletionSource? _room;
    private long _bytes;
    private long _cancelled;
    private bool _isIdle;
    private bool _isRetryDue;
    private bool _isStopping;
    private bool _isLastTryDone;

    /// <summary>The lock; a monitor, because the writer's thread waits on it.</summary>
    public object Lock { get; } = new();

    /// <summary>What waits to be stored, or is being stored.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>Additions and updates that were cancelled before they were stored.</summary>
    public long Cancelled => Volatile.Read(ref _cancelled);

    /// <summary>The batch that gathers. Under the lock.</summary>
    public PendingBatch Gather()
    {
        ObjectDisposedException.ThrowIf(_isStopping, typeof(StoreWriter));
        return _gathering;
    }

    /// <summary>Something was put into the batch that gathers. Under the lock.</summary>
    /// <returns>Its ticket.</returns>
    public long OnGathered()
    {
        Count();
        Wake();
        return _gathering.Ticket;
    }

    public bool TryWait(long ticket, IStoreWaiter waiter, out StompStoreException? failure)
    {
        lock (Lock)
        {
            failure = null;
            if (ticket == _gathering.Ticket)
            {
                _gathering.Waiters.Add(waiter);
                Wake();
                return true;
            }

            if (ticket == _committing?.Ticket)
            {
                _committing.Waiters.Add(waiter);
                return true;
            }

            failure = _failed.Find(ticket);
            return false;
        }
    }

    public StompStoreException? FindFailure(long first, long last)
    {
        lock (Lock)
        {
            StompStoreException? failure = null;
            for (long ticket = first; failure is null && ticket <= last; ticket++)
            {
                failure = _failed.Find(ticket);
            }

            return failure;
        }
    }

    public Task? WaitForRoom()
    {
        if (Bytes < maxBytes)
        {
            return null;
        }

        lock (Lock)
        {
            return _bytes < maxBytes ? null : (_room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    /// <summary>Waits for a batch to commit; the writer's thread does.</summary>
    /// <param name="hasKept">Whether there is something that failed before.</param>
    /// <param name="batch">The batch, which may be empty.</param>
    /// <param name="isRetry">Whether it is time to find out if a failing store works again.</param>
    /// <returns>Whether there is one; <see langword="false"/> at the end.</returns>
    public bool Take(bool hasKept, out PendingBatch batch, out bool isRetry)
    {
        lock (Lock)
        {
            while (!_gathering.HasWork && !_isRetryDue && !_isStopping)
            {
                _isIdle = true;
                Monitor.Wait(Lock);
            }

            _isIdle = false;
            isRetry = _isRetryDue;
            _isRetryDue = false;
            batch = _gathering;
            if (_isStopping && !batch.HasWork)
            {
                if (_isLastTryDone || !hasKept)
                {
                    return false;
                }

                _isLastTryDone = isRetry = true;
            }

            _committing = batch;
            _gathering = _spare!;
            _gathering.Reset(batch.Ticket + 1);
            _spare = null;
            return true;
        }
    }

    /// <summary>A batch was committed, or has failed. From here on nobody is added to those who wait for it.</summary>
    public void OnDone(PendingBatch batch, StompStoreException? failure)
    {
        TaskCompletionSource? room = null;
        lock (Lock)
        {
            if (failure is not null)
            {
                _failed.Add(batch.Ticket, failure);
            }

            Volatile.Write(ref _cancelled, _cancelled + batch.Cancelled);
            _committing = null;
            Count();
            if (_bytes < maxBytes)
            {
                (room, _room) = (_room, null);
            }
        }

        room?.SetResult();
    }

    /// <summary>Gives a batch back that is done with, to be gathered in again.</summary>
    public void GiveBack(PendingBatch batch)
    {
        lock (Lock)
        {
            _spare = batch;
        }
    }

    /// <summary>It is time for another try.</summary>
    public void Retry()
    {
        lock (Lock)
        {
            _isRetryDue = true;
            Monitor.Pulse(Lock);
        }
    }

    /// <summary>Takes nothing more.</summary>
    public void Stop()
    {
        lock (Lock)
        {
            _isStopping = true;
            Monitor.Pulse(Lock);
        }
    }

    private void Count() => Volatile.Write(ref _bytes, _gathering.Bytes + (_committing?.Bytes ?? 0));

    private void Wake()
    {
        if (_isIdle)
        {
            _isIdle = false;
            Monitor.Pulse(Lock);
        }
    }
}
