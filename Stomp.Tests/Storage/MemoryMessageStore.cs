using System.Text;
using Stomp.Broker.Storage;

namespace Stomp.Tests.Storage;

/// <summary>The reference: does what the seam says in the plainest way, and keeps nothing longer than its "disk" is kept.</summary>
public sealed class MemoryMessageStore(MemoryMessageStore.Disk disk) : IStompMessageStore
{
    private bool _isOpen;

    public ValueTask<StompStoreContents> OpenAsync(IProgress<StompStoreProgress>? progress, CancellationToken cancellationToken)
    {
        if (disk.IsInUse)
        {
            throw new StompStoreException(StompStoreFailure.Locked, "It is in use.");
        }

        disk.IsInUse = _isOpen = true;
        MemoryStorage storage = disk.Storage;
        disk.Storage = storage with { IsClean = false };
        return new(new StompStoreContents
        {
            Queues = [.. storage.Queues.Select(queue => Describe(storage, queue.Key, queue.Value))],
            DuplicateIds = [.. storage.DuplicateIds.Select(id => new StoredDuplicateId(id.Queue, Encoding.Latin1.GetBytes(id.Id), id.Expires))],
            NextPosition = storage.NextPosition,
            NextQueue = storage.NextQueue,
            WasClosedCleanly = storage.IsClean,
        });
    }

    public ValueTask CommitAsync(StoreBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        MemoryStorage storage = disk.Storage;
        foreach (ref readonly StoreOperation operation in batch.Operations)
        {
            storage = storage.Apply(operation);
        }

        disk.Storage = storage;
        return ValueTask.CompletedTask;
    }

    public ValueTask<bool> ReadAsync(
        long queue, int priority, long fromPosition, StoreReadLimit limit, IStoredMessageReceiver receiver, CancellationToken cancellationToken) =>
        Give(
            disk.Storage.Messages.Values.Where(message =>
                message.Info.Queue == queue && message.Info.Priority == priority && message.Info.Due == 0 && message.Position >= fromPosition),
            limit,
            receiver,
            cancellationToken);

    public ValueTask<bool> ReadDueAsync(long until, StoreReadLimit limit, IStoredMessageReceiver receiver, CancellationToken cancellationToken) =>
        Give(
            disk.Storage.Messages.Values.Where(message => message.Info.Due > 0 && message.Info.Due <= until).OrderBy(message => message.Info.Due),
            limit,
            receiver,
            cancellationToken);

    public ValueTask<bool> ReadExpiringAsync(long until, StoreReadLimit limit, IStoredMessageReceiver receiver, CancellationToken cancellationToken) =>
        Give(
            disk.Storage.Messages.Values.Where(message => message.Info.Expires > 0 && message.Info.Expires <= until).OrderBy(message => message.Info.Expires),
            limit,
            receiver,
            cancellationToken);

    public ValueTask<byte[]?> ReadValueAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken) =>
        new(disk.Storage.Values.GetValueOrDefault(MemoryStorage.ToText(key)));

    public ValueTask ReadValuesAsync(ReadOnlyMemory<byte> prefix, IStoredValueReceiver receiver, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(receiver);
        foreach ((string key, byte[] value) in disk.Storage.Values)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (key.StartsWith(MemoryStorage.ToText(prefix), StringComparison.Ordinal) && !receiver.Receive(Encoding.Latin1.GetBytes(key), value))
            {
                break;
            }
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask CloseAsync(CancellationToken cancellationToken)
    {
        disk.Storage = disk.Storage with { IsClean = true };
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        if (_isOpen)
        {
            disk.IsInUse = _isOpen = false;
        }

        return ValueTask.CompletedTask;
    }

    private static StoredQueue Describe(MemoryStorage storage, long id, (int Kind, byte[] Name, byte[] Definition) queue)
    {
        ILookup<bool, StoredMessage> messages = storage.Messages.Values.Where(message => message.Info.Queue == id).ToLookup(message => message.Info.Due > 0);
        return new StoredQueue
        {
            Id = id,
            Kind = queue.Kind,
            Name = queue.Name,
            Definition = queue.Definition,
            Priorities = [.. messages[false].GroupBy(message => message.Info.Priority).OrderBy(group => group.Key).Select(group => new StoredPriority(
                group.Key, group.Count(), group.Sum(message => message.Octets.Length), group.First().Position, group.Last().Position))],
            DelayedMessages = messages[true].Count(),
            DelayedOctets = messages[true].Sum(message => message.Octets.Length),
        };
    }

    private static ValueTask<bool> Give(
        IEnumerable<StoredMessage> messages, StoreReadLimit limit, IStoredMessageReceiver receiver, CancellationToken cancellationToken)
    {
        int count = 0;
        long octets = 0;
        bool wantsMore = true;
        foreach (StoredMessage message in messages)
        {
            cancellationToken.ThrowIfCancellationRequested();
            octets += message.Octets.Length;
            if (!wantsMore || count == limit.Messages || (count > 0 && octets > limit.Octets))
            {
                return new(true);
            }

            wantsMore = receiver.Receive(message.Info, message.Octets);
            count++;
        }

        return new(false);
    }

    /// <summary>What outlives a store.</summary>
    public sealed class Disk
    {
        private MemoryStorage _storage = new();

        public MemoryStorage Storage
        {
            get => Volatile.Read(ref _storage);
            set => Volatile.Write(ref _storage, value);
        }

        public bool IsInUse { get; set; }
    }
}
