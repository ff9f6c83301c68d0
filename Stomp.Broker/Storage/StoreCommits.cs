using Microsoft.Extensions.Logging;

namespace Stomp.Broker.Storage;

/// <summary>Commits batches, and keeps what must not be given up when one fails.</summary>
/// <remarks>
/// For the writer's thread alone, but for the properties, which any thread may read. Nothing is committed before what was kept, so that the order of all
/// that concerns one message holds; and what was kept goes by itself, because removing may work where adding does not for want of space.
/// </remarks>
internal sealed class StoreCommits(IStompMessageStore store, ILogger logger)
{
    private readonly StoreBatch _kept = new();
    private readonly StoreBatch _probe = new();
    private StompStoreException? _failure;
    private long _commits;
    private long _operations;
    private long _octets;
    private long _failures;

    /// <summary>Why the last commit failed; <see langword="null"/> when it did not.</summary>
    public StompStoreException? Failure => Volatile.Read(ref _failure);

    /// <summary>Commits that succeeded.</summary>
    public long Commits => Volatile.Read(ref _commits);

    /// <summary>Operations in them.</summary>
    public long Operations => Volatile.Read(ref _operations);

    /// <summary>Octets of messages and values in them.</summary>
    public long Octets => Volatile.Read(ref _octets);

    /// <summary>Commits that failed.</summary>
    public long Failures => Volatile.Read(ref _failures);

    /// <summary>Whether there is something that was kept.</summary>
    public bool HasKept => _kept.Count > 0;

    /// <summary>Commits a batch, if there is something in it, and what was kept before it.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="isRetry">Whether it is time to find out if a failing store works again.</param>
    /// <returns>Why nothing of it was stored; <see langword="null"/> when all of it is.</returns>
    public StompStoreException? Run(PendingBatch batch, bool isRetry)
    {
        StompStoreException? failure = Failure is { IsTransient: false } final ? final : CommitKept();
        if (failure is null && batch.Operations.Count > 0)
        {
            failure = Commit(batch.Operations);
        }
        else if (failure is null && isRetry && Failure is not null)
        {
            Commit(_probe);
        }

        if (failure is not null && failure.Failure != StompStoreFailure.Rejected && batch.Operations.Count == 0)
        {
            return null; // there was nothing that could have been stored
        }

        if (failure is { IsTransient: true } or { Failure: StompStoreFailure.Rejected })
        {
            batch.CopyLasting(_kept);
        }

        return failure;
    }

    private StompStoreException? CommitKept()
    {
        if (_kept.Count == 0)
        {
            return null;
        }

        StompStoreException? failure = Commit(_kept);
        if (failure is { IsTransient: true })
        {
            return failure;
        }

        _kept.Clear(); // stored, or never to be
        return failure is { Failure: StompStoreFailure.Rejected } ? null : failure;
    }

    private StompStoreException? Commit(StoreBatch batch)
    {
        StompStoreException? failure = TryCommit(batch);
        if (failure is null)
        {
            Volatile.Write(ref _commits, _commits + 1);
            Volatile.Write(ref _operations, _operations + batch.Count);
            Volatile.Write(ref _octets, _octets + batch.Octets);
            if (_failure is not null)
            {
                StoreLog.Recovered(logger, _failures);
                Volatile.Write(ref _failure, null);
            }

            return null;
        }

        Volatile.Write(ref _failures, _failures + 1);
        if (failure.Failure == StompStoreFailure.Rejected)
        {
            StoreLog.Rejected(logger, failure);
        }
        else
        {
            if (_failure is null)
            {
                StoreLog.Failed(logger, failure.Message, failure);
            }

            Volatile.Write(ref _failure, failure);
        }

        return failure;
    }

    private StompStoreException? TryCommit(StoreBatch batch)
    {
        try
        {
            ValueTask committed = store.CommitAsync(batch);
            if (committed.IsCompletedSuccessfully)
            {
                committed.GetAwaiter().GetResult();
            }
            else
            {
                committed.AsTask().GetAwaiter().GetResult();
            }

            return null;
        }
        catch (StompStoreException exception)
        {
            return exception;
        }
        catch (Exception exception)
        {
            return new StompStoreException(StompStoreFailure.Unavailable, $"The message store failed: {exception.Message}", exception);
        }
    }
}
