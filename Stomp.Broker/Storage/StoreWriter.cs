using Microsoft.Extensions.Logging;
using Stomp.Broker.Messages;

namespace Stomp.Broker.Storage;

/// <summary>
/// The one who writes to the store, for all: what comes while a commit is under way is the next commit, so that many share one sync. Nothing waits for
/// company: a commit starts as soon as the one before it is done.
/// </summary>
/// <remarks>
/// <para>
/// Thread-safe, by one lock, under which the store is never called. It has a thread of its own, which waits for the disk, and on which everybody is told.
/// Each operation gives a ticket: the number of its batch. Tickets are done in their order.
/// </para>
/// <para>
/// A message that is removed while its addition still gathers is not written at all; its ticket is done with the batch all the same. What belongs to
/// a <see cref="StoreUnit"/> is not cancelled.
/// </para>
/// <para>
/// When a commit fails, its additions, values and units have failed: their owners are told, and then those who wait. Other removals and changes are kept, and
/// tried again before every later batch and each second, so that it goes on by itself when there is space again. A failure that does not pass (see
/// <see cref="StompStoreException.IsTransient"/>) makes all later batches fail without a try.
/// </para>
/// <para>
/// Names and other octets that are not a <see cref="Message"/> are not copied; they must never change.
/// </para>
/// </remarks>
internal sealed class StoreWriter : IAsyncDisposable
{
    private static readonly TimeSpan RetryPeriod = TimeSpan.FromSeconds(1);

    private readonly IStompMessageStore _store;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly PendingBatches _batches;
    private readonly StoreCommits _commits;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private StoreWriter(IStompMessageStore store, long maxPendingBytes, TimeProvider time, ILogger logger)
    {
        _store = store;
        _time = time;
        _logger = logger;
        _batches = new PendingBatches(maxPendingBytes);
        _commits = new StoreCommits(store, logger);
    }

    /// <summary>What waits to be stored, or is being stored: octets of messages, and what their operations take up.</summary>
    public long PendingBytes => _batches.Bytes;

    /// <summary>Additions and updates that were cancelled before they were stored.</summary>
    public long Cancelled => _batches.Cancelled;

    /// <summary>Commits, operations, octets and failures so far.</summary>
    public StoreCommits Commits => _commits;

    /// <summary>Why the last commit failed; <see langword="null"/> when it did not. To be shown: whether the next one works is found out by trying.</summary>
    public StompStoreException? Failure => _commits.Failure;

    /// <summary>Makes a writer and starts its thread.</summary>
    /// <param name="store">The store, which is open.</param>
    /// <param name="maxPendingBytes">How much may wait to be stored before <see cref="WaitForRoom"/> makes publishers wait.</param>
    /// <param name="time">The clock for tries after a failure.</param>
    /// <param name="logger">Gets failures.</param>
    public static StoreWriter Start(IStompMessageStore store, long maxPendingBytes, TimeProvider time, ILogger logger)
    {
        var writer = new StoreWriter(store, maxPendingBytes, time, logger);
        new Thread(writer.Run) { IsBackground = true, Name = "Stomp store" }.UnsafeStart();
        return writer;
    }

    /// <summary>Adds a message.</summary>
    /// <param name="info">What is stored of it beside its octets.</param>
    /// <param name="message">The message, to which a reference is held until it is stored.</param>
    /// <param name="owner">Is told when it could not be.</param>
    /// <returns>The ticket.</returns>
    public long Add(in StoredMessageInfo info, Message message, IStoreOwner owner)
    {
        lock (_batches.Lock)
        {
            _batches.Gather().Add(info, message, owner);
            return _batches.OnGathered();
        }
    }

    /// <summary>Adds a message and the id by which it is known when it is sent again, in one batch. The id stays when the message is removed at once.</summary>
    /// <inheritdoc cref="Add(in StoredMessageInfo, Message, IStoreOwner)"/>
    public long Add(in StoredMessageInfo info, Message message, IStoreOwner owner, ReadOnlyMemory<byte> duplicateId, long duplicateIdExpires)
    {
        lock (_batches.Lock)
        {
            PendingBatch batch = _batches.Gather();
            batch.Add(info, message, owner);
            batch.Operations.AddDuplicateId(info.Queue, duplicateId, duplicateIdExpires);
            batch.OnAppended();
            return _batches.OnGathered();
        }
    }

    /// <inheritdoc cref="StoreBatch.Remove"/>
    /// <returns>The ticket.</returns>
    public long Remove(long queue, long position)
    {
        lock (_batches.Lock)
        {
            _batches.Gather().Remove(queue, position);
            return _batches.OnGathered();
        }
    }

    /// <inheritdoc cref="StoreBatch.Update"/>
    /// <returns>The ticket.</returns>
    public long Update(long queue, long position, int deliveryCount, long due)
    {
        lock (_batches.Lock)
        {
            _batches.Gather().Update(queue, position, deliveryCount, due);
            return _batches.OnGathered();
        }
    }

    /// <summary>Sets a named value.</summary>
    /// <param name="key">Its name.</param>
    /// <param name="value">The message that is its value, to which a reference is held until it is stored.</param>
    /// <param name="owner">Is told when it could not be.</param>
    /// <returns>The ticket.</returns>
    public long SetValue(ReadOnlyMemory<byte> key, Message value, IStoreOwner owner)
    {
        lock (_batches.Lock)
        {
            _batches.Gather().SetValue(key, value, owner);
            return _batches.OnGathered();
        }
    }

    /// <inheritdoc cref="StoreBatch.RemoveValue"/>
    /// <returns>The ticket.</returns>
    public long RemoveValue(ReadOnlyMemory<byte> key)
    {
        lock (_batches.Lock)
        {
            PendingBatch batch = _batches.Gather();
            batch.Operations.RemoveValue(key);
            batch.OnAppended();
            return _batches.OnGathered();
        }
    }

    /// <inheritdoc cref="StoreBatch.CreateQueue"/>
    /// <returns>The ticket.</returns>
    public long CreateQueue(long queue, int kind, ReadOnlyMemory<byte> name, ReadOnlyMemory<byte> definition)
    {
        lock (_batches.Lock)
        {
            PendingBatch batch = _batches.Gather();
            batch.Operations.CreateQueue(queue, kind, name, definition);
            batch.OnAppended();
            return _batches.OnGathered();
        }
    }

    /// <inheritdoc cref="StoreBatch.RedefineQueue"/>
    /// <returns>The ticket.</returns>
    public long RedefineQueue(long queue, ReadOnlyMemory<byte> definition)
    {
        lock (_batches.Lock)
        {
            PendingBatch batch = _batches.Gather();
            batch.Operations.RedefineQueue(queue, definition);
            batch.OnAppended();
            return _batches.OnGathered();
        }
    }

    /// <inheritdoc cref="StoreBatch.DeleteQueue"/>
    /// <returns>The ticket.</returns>
    public long DeleteQueue(long queue)
    {
        lock (_batches.Lock)
        {
            PendingBatch batch = _batches.Gather();
            batch.Operations.DeleteQueue(queue);
            batch.OnAppended();
            return _batches.OnGathered();
        }
    }

    /// <inheritdoc cref="StoreBatch.RemoveExpiredDuplicateIds"/>
    /// <returns>The ticket.</returns>
    public long RemoveExpiredDuplicateIds(long until)
    {
        lock (_batches.Lock)
        {
            PendingBatch batch = _batches.Gather();
            batch.Operations.RemoveExpiredDuplicateIds(until);
            batch.OnAppended();
            return _batches.OnGathered();
        }
    }

    /// <summary>Stores all of a unit, or nothing.</summary>
    /// <param name="unit">The unit, whose references to messages are taken over. It is left as it is until its ticket is done.</param>
    /// <returns>The ticket.</returns>
    public long Commit(StoreUnit unit)
    {
        lock (_batches.Lock)
        {
            _batches.Gather().Add(unit);
            return _batches.OnGathered();
        }
    }

    /// <summary>Has somebody told when a ticket is done. Who waits for it already is not to be added again, or is told twice.</summary>
    /// <param name="ticket">The ticket.</param>
    /// <param name="waiter">Who is told.</param>
    /// <param name="failure">When it is done: why it failed, if it did.</param>
    /// <returns>Whether the waiter will be told; <see langword="false"/> when the ticket is done.</returns>
    public bool TryWait(long ticket, IStoreWaiter waiter, out StompStoreException? failure) => _batches.TryWait(ticket, waiter, out failure);

    /// <summary>Finds out what failed of tickets that are done.</summary>
    /// <param name="first">The first of them.</param>
    /// <param name="last">The last of them.</param>
    /// <returns>Why one of them failed; <see langword="null"/> when none did.</returns>
    public StompStoreException? FindFailure(long first, long last) => _batches.FindFailure(first, last);

    /// <summary>Waits until there is room for more.</summary>
    /// <returns><see langword="null"/> when there is; else a task that ends, with success, when there is.</returns>
    public Task? WaitForRoom() => _batches.WaitForRoom();

    /// <summary>Waits until all that came so far is done. For what is kept of a commit that failed it does not wait.</summary>
    /// <exception cref="StompStoreException">What was gathered last could not be stored.</exception>
    public Task FlushAsync()
    {
        var flush = new Flush();
        lock (_batches.Lock)
        {
            _batches.Gather().Waiters.Add(flush);
            _batches.OnGathered();
        }

        return flush.Task;
    }

    /// <summary>Stores what there is, takes nothing more, and closes the store in good order if nothing is left.</summary>
    /// <param name="cancellationToken">Ends the waiting; the store is then not closed in good order.</param>
    /// <exception cref="StompStoreException">The store could not be closed in good order.</exception>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _batches.Stop();
        await _ended.Task.WaitAsync(cancellationToken);
        if (_commits is { HasKept: false, Failure: null })
        {
            await _store.CloseAsync(cancellationToken);
        }
    }

    /// <summary>Stores what there is and takes nothing more. The store is left to its owner.</summary>
    public async ValueTask DisposeAsync()
    {
        _batches.Stop();
        await _ended.Task;
    }

    private void Run()
    {
        ITimer? retries = null;
        while (_batches.Take(_commits.HasKept, out PendingBatch batch, out bool isRetry))
        {
            StompStoreException? failure = _commits.Run(batch, isRetry);
            if (failure is not null)
            {
                batch.TellOwners(failure, OnCallbackError);
            }

            _batches.OnDone(batch, failure);
            batch.ReleaseMessages();
            TellWaiters(batch, failure);
            _batches.GiveBack(batch);
            if (_commits.Failure is { IsTransient: true })
            {
                retries ??= _time.CreateTimer(static batches => ((PendingBatches)batches!).Retry(), _batches, RetryPeriod, RetryPeriod);
            }
            else if (retries is not null)
            {
                retries.Dispose();
                retries = null;
            }
        }

        retries?.Dispose();
        _ended.SetResult();
    }

    private void TellWaiters(PendingBatch batch, StompStoreException? failure)
    {
        foreach (IStoreWaiter waiter in batch.Waiters)
        {
            try
            {
                waiter.OnStored(batch.Ticket, failure);
            }
            catch (Exception exception)
            {
                OnCallbackError(exception); // the others are told all the same
            }
        }
    }

    private void OnCallbackError(Exception exception) => StoreLog.CallbackFailed(_logger, exception);

    private sealed class Flush : IStoreWaiter
    {
        private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Task => _done.Task;

        public void OnStored(long ticket, StompStoreException? failure)
        {
            if (failure is null)
            {
                _done.SetResult();
            }
            else
            {
                _done.SetException(failure);
            }
        }
    }
}
