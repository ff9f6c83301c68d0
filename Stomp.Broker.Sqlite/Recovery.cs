using Stomp.Broker.Storage;

namespace Stomp.Broker.Sqlite;

/// <summary>Finds out what a database holds, from the index of the messages, which it goes through once.</summary>
internal sealed class Recovery(Database database, IProgress<StompStoreProgress>? progress, CancellationToken cancellationToken)
{
    // Between two reports of progress: some 50 ms.
    private const int MessagesAtOnce = 200_000;

    private readonly Dictionary<long, Found> _found = [];
    private long _messages;
    private long _octets;

    /// <summary>Queues of which there are messages, but which were deleted.</summary>
    public List<long> Orphans { get; } = [];

    public StompStoreContents Run()
    {
        CountMessages();
        long lastPosition = database.Query("SELECT max(position) FROM message");
        long lastQueue = database.Query("SELECT max(id) FROM queue");
        List<StoredQueue> queues = ReadQueues();
        Orphans.AddRange(_found.Keys);
        return new StompStoreContents
        {
            Queues = queues,
            DuplicateIds = ReadDuplicates(),
            NextPosition = Math.Max(Schema.GetState(database, Schema.NextPosition), lastPosition + 1),
            NextQueue = Math.Max(Schema.GetState(database, Schema.NextQueue), lastQueue + 1),
            WasClosedCleanly = Schema.GetState(database, Schema.Clean) == 1,
        };
    }

    private void CountMessages()
    {
        using Statement next = database.Prepare(
            "SELECT queue, lane FROM message INDEXED BY message_order WHERE (queue, lane) > (?1, ?2) ORDER BY queue, lane LIMIT 1");
        using Statement count = database.Prepare(
            """
            SELECT count(*), sum(length), min(position), max(position) FROM (
              SELECT position, length FROM message INDEXED BY message_order
              WHERE queue = ?1 AND lane = ?2 AND position > ?3 ORDER BY position LIMIT ?4)
            """);
        (long queue, long lane) = (long.MinValue, 0);
        while (next.Bind(1, queue).Bind(2, lane).Step())
        {
            queue = next.GetNumber(0);
            lane = next.GetNumber(1);
            next.Reset();
            Count(count, queue, (int)lane);
        }
    }

    private void Count(Statement count, long queue, int lane)
    {
        var total = default(StoredPriority);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            count.Bind(1, queue).Bind(2, lane).Bind(3, total.LastPosition).Bind(4, MessagesAtOnce).Step();
            long messages = count.GetNumber(0);
            long octets = count.GetNumber(1);
            if (messages > 0)
            {
                long first = total.Messages == 0 ? count.GetNumber(2) : total.FirstPosition;
                total = new StoredPriority(lane, total.Messages + messages, total.Octets + octets, first, count.GetNumber(3));
            }

            count.Reset();
            _messages += messages;
            _octets += octets;
            if (messages == MessagesAtOnce)
            {
                progress?.Report(new StompStoreProgress(_messages, _octets));
                continue;
            }

            break;
        }

        Keep(queue, total);
    }

    private void Keep(long queue, in StoredPriority total)
    {
        if (!_found.TryGetValue(queue, out Found? found))
        {
            _found.Add(queue, found = new Found());
        }

        if (total.Priority == Schema.DelayedLane)
        {
            found.Delayed = total;
        }
        else
        {
            found.Priorities.Add(total);
        }
    }

    private List<StoredQueue> ReadQueues()
    {
        List<StoredQueue> queues = [];
        using Statement all = database.Prepare("SELECT id, kind, name, definition FROM queue");
        while (all.Step())
        {
            long id = all.GetNumber(0);
            _found.Remove(id, out Found? found);
            queues.Add(new StoredQueue
            {
                Id = id,
                Kind = (int)all.GetNumber(1),
                Name = all.GetOctets(2).ToArray(),
                Definition = all.GetOctets(3).ToArray(),
                Priorities = found?.Priorities ?? [],
                DelayedMessages = found?.Delayed.Messages ?? 0,
                DelayedOctets = found?.Delayed.Octets ?? 0,
            });
        }

        return queues;
    }

    private List<StoredDuplicateId> ReadDuplicates()
    {
        List<StoredDuplicateId> ids = [];
        using Statement all = database.Prepare("SELECT queue, id, expires FROM duplicate");
        while (all.Step())
        {
            cancellationToken.ThrowIfCancellationRequested();
            ids.Add(new StoredDuplicateId(all.GetNumber(0), all.GetOctets(1).ToArray(), all.GetNumber(2)));
        }

        return ids;
    }

    private sealed class Found
    {
        public List<StoredPriority> Priorities { get; } = [];

        public StoredPriority Delayed { get; set; }
    }
}
