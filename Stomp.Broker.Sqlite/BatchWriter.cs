using Stomp.Broker.Storage;

namespace Stomp.Broker.Sqlite;

/// <summary>Applies batches.</summary>
/// <remarks>Not thread-safe; the store's lock on the writing connection guards it.</remarks>
internal sealed class BatchWriter : IDisposable
{
    /// <summary>
    /// How many positions are set aside at once. Which position comes next is so noted once in as many messages, and after a crash as many are left out.
    /// </summary>
    private const long PositionReserve = 1 << 20;

    // Of a deleted queue, in the commit itself. More are removed later, or the commit would take long.
    private const int SweptAtOnce = 1000;

    private readonly Database _database;
    private readonly Statement _begin;
    private readonly Statement _commit;
    private readonly Statement _createQueue;
    private readonly Statement _redefineQueue;
    private readonly Statement _deleteQueue;
    private readonly Statement _sweep;
    private readonly Statement _add;
    private readonly Statement _remove;
    private readonly Statement _update;
    private readonly Statement _addDuplicate;
    private readonly Statement _removeDuplicates;
    private readonly Statement _setValue;
    private readonly Statement _removeValue;
    private readonly Statement _setNextPosition;
    private readonly Statement _setNextQueue;
    private readonly List<long> _unswept = [];
    private long _highestPosition;
    private long _reserved;
    private long _nextQueue;

    public BatchWriter(Database database)
    {
        _database = database;
        _begin = database.Prepare("BEGIN IMMEDIATE");
        _commit = database.Prepare("COMMIT");
        _createQueue = database.Prepare("INSERT INTO queue(id, kind, name, definition) VALUES(?1, ?2, ?3, ?4)");
        _redefineQueue = database.Prepare("UPDATE queue SET definition = ?2 WHERE id = ?1");
        _deleteQueue = database.Prepare("DELETE FROM queue WHERE id = ?1");
        _sweep = database.Prepare(
            "DELETE FROM message WHERE position IN (SELECT position FROM message INDEXED BY message_order WHERE queue = ?1 LIMIT ?2)");
        _add = database.Prepare(
            """
            INSERT INTO message(position, queue, lane, length, priority, expires, due, deliveries, octets)
            VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
            """);
        _remove = database.Prepare("DELETE FROM message WHERE position = ?1 AND queue = ?2");
        _update = database.Prepare(
            $"""
            UPDATE message SET deliveries = ?3, due = ?4, lane = CASE ?4 WHEN 0 THEN priority ELSE {Schema.DelayedLane} END
            WHERE position = ?1 AND queue = ?2
            """);
        _addDuplicate = database.Prepare("INSERT OR IGNORE INTO duplicate(expires, queue, id) VALUES(?1, ?2, ?3)");
        _removeDuplicates = database.Prepare("DELETE FROM duplicate WHERE expires <= ?1");
        _setValue = database.Prepare("INSERT INTO value(key, octets) VALUES(?1, ?2) ON CONFLICT(key) DO UPDATE SET octets = excluded.octets");
        _removeValue = database.Prepare("DELETE FROM value WHERE key = ?1");
        _setNextPosition = database.Prepare($"UPDATE state SET value = ?1 WHERE name = '{Schema.NextPosition}'");
        _setNextQueue = database.Prepare($"UPDATE state SET value = ?1 WHERE name = '{Schema.NextQueue}'");
    }

    /// <summary>The deleted queues of which there may be messages still.</summary>
    public HashSet<long> Unswept { get; } = [];

    /// <summary>Says where positions and queue ids go on.</summary>
    public void Start(long nextPosition, long nextQueue)
    {
        _highestPosition = nextPosition - 1;
        _reserved = nextPosition;
        _nextQueue = nextQueue;
    }

    /// <summary>Applies a batch in a transaction of its own.</summary>
    /// <exception cref="StompStoreException">Nothing of it was applied.</exception>
    public void Commit(StoreBatch batch)
    {
        (long highestPosition, long reserved, long nextQueue) = (_highestPosition, _reserved, _nextQueue);
        try
        {
            _begin.Run();
            foreach (ref readonly StoreOperation operation in batch.Operations)
            {
                Apply(operation);
            }

            NoteNext(nextQueue, always: batch.Count == 0);
            _commit.Run();
        }
        catch
        {
            (_highestPosition, _reserved, _nextQueue) = (highestPosition, reserved, nextQueue);
            _unswept.Clear();
            _database.Rollback();
            throw;
        }

        Unswept.UnionWith(_unswept);
        _unswept.Clear();
    }

    /// <summary>Notes that the store is, or is not, closed in good order.</summary>
    public void SetClean(bool clean)
    {
        try
        {
            _begin.Run();
            if (clean)
            {
                _setNextPosition.Bind(1, _highestPosition + 1).Run();
            }

            _database.Execute($"UPDATE state SET value = {(clean ? 1 : 0)} WHERE name = '{Schema.Clean}'");
            _commit.Run();
        }
        catch
        {
            _database.Rollback();
            throw;
        }
    }

    /// <summary>Removes some messages of a deleted queue.</summary>
    /// <returns>Whether there may be more.</returns>
    public bool Sweep(long queue, int count)
    {
        _sweep.Bind(1, queue).Bind(2, count).Run();
        return _database.Changes == count;
    }

    public void Dispose()
    {
        foreach (Statement statement in (ReadOnlySpan<Statement>)[
            _begin, _commit, _createQueue, _redefineQueue, _deleteQueue, _sweep, _add, _remove, _update, _addDuplicate, _removeDuplicates, _setValue,
            _removeValue, _setNextPosition, _setNextQueue])
        {
            statement.Dispose();
        }
    }

    private void Apply(in StoreOperation operation)
    {
        long queue = operation.Message.Queue;
        switch (operation.Kind)
        {
            case StoreOperationKind.AddMessage:
                Add(operation.Message, operation.Octets.Span);
                break;
            case StoreOperationKind.RemoveMessage:
                _remove.Bind(1, operation.Message.Position).Bind(2, queue).Run();
                break;
            case StoreOperationKind.UpdateMessage:
                _update.Bind(1, operation.Message.Position).Bind(2, queue).Bind(3, operation.Message.DeliveryCount).Bind(4, operation.Message.Due).Run();
                break;
            case StoreOperationKind.AddDuplicateId:
                _addDuplicate.Bind(1, operation.Message.Expires).Bind(2, queue).Bind(3, operation.Key.Span).Run();
                break;
            case StoreOperationKind.RemoveExpiredDuplicateIds:
                _removeDuplicates.Bind(1, operation.Message.Expires).Run();
                break;
            case StoreOperationKind.SetValue:
                _setValue.Bind(1, operation.Key.Span).Bind(2, operation.Octets.Span).Run();
                break;
            case StoreOperationKind.RemoveValue:
                _removeValue.Bind(1, operation.Key.Span).Run();
                break;
            case StoreOperationKind.CreateQueue:
                _createQueue.Bind(1, queue).Bind(2, operation.QueueKind).Bind(3, operation.Key.Span).Bind(4, operation.Octets.Span).Run();
                _nextQueue = Math.Max(_nextQueue, queue + 1);
                break;
            case StoreOperationKind.RedefineQueue:
                _redefineQueue.Bind(1, queue).Bind(2, operation.Octets.Span).Run();
                break;
            case StoreOperationKind.DeleteQueue:
                Delete(queue);
                break;
            case StoreOperationKind.None:
                break;
            default:
                throw new StompStoreException(StompStoreFailure.Rejected, $"{operation.Kind} is not known to this store.");
        }
    }

    private void Add(in StoredMessageInfo message, ReadOnlySpan<byte> octets)
    {
        _add.Bind(1, message.Position).Bind(2, message.Queue).Bind(3, message.Due == 0 ? message.Priority : Schema.DelayedLane).Bind(4, octets.Length)
            .Bind(5, message.Priority).Bind(6, message.Expires).Bind(7, message.Due).Bind(8, message.DeliveryCount).Bind(9, octets).Run();
        _highestPosition = Math.Max(_highestPosition, message.Position);
    }

    private void Delete(long queue)
    {
        _deleteQueue.Bind(1, queue).Run();
        if (Sweep(queue, SweptAtOnce))
        {
            _unswept.Add(queue);
        }
    }

    private void NoteNext(long nextQueueBefore, bool always)
    {
        if (_highestPosition >= _reserved)
        {
            _reserved = _highestPosition + PositionReserve;
            _setNextPosition.Bind(1, _reserved).Run();
        }
        else if (always)
        {
            _setNextPosition.Bind(1, _reserved).Run();
        }

        if (_nextQueue != nextQueueBefore)
        {
            _setNextQueue.Bind(1, _nextQueue).Run();
        }
    }
}
