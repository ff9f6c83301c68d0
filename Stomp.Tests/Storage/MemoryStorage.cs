using System.Collections.Immutable;
using Stomp.Broker.Storage;

namespace Stomp.Tests.Storage;

/// <summary>What a <see cref="MemoryMessageStore"/> keeps: its "disk", which outlives it. Immutable: a commit makes another.</summary>
public sealed record MemoryStorage
{
    public ImmutableSortedDictionary<long, (int Kind, byte[] Name, byte[] Definition)> Queues { get; init; } =
        ImmutableSortedDictionary<long, (int, byte[], byte[])>.Empty;

    public ImmutableSortedDictionary<long, StoredMessage> Messages { get; init; } = ImmutableSortedDictionary<long, StoredMessage>.Empty;

    public ImmutableSortedDictionary<string, byte[]> Values { get; init; } =
        ImmutableSortedDictionary<string, byte[]>.Empty.WithComparers(StringComparer.Ordinal);

    public ImmutableHashSet<(long Queue, string Id, long Expires)> DuplicateIds { get; init; } = [];

    public long NextPosition { get; init; } = 1;

    public long NextQueue { get; init; } = 1;

    public bool IsClean { get; init; } = true;

    /// <summary>What it is after an operation.</summary>
    public MemoryStorage Apply(in StoreOperation operation)
    {
        StoredMessageInfo info = operation.Message;
        long queue = info.Queue;
        bool isThere = Messages.TryGetValue(info.Position, out StoredMessage? message) && message.Info.Queue == queue;
        switch (operation.Kind)
        {
            case StoreOperationKind.CreateQueue when Queues.ContainsKey(queue):
                throw new StompStoreException(StompStoreFailure.Rejected, "The queue is there.");
            case StoreOperationKind.CreateQueue:
                return this with
                {
                    Queues = Queues.Add(queue, (operation.QueueKind, operation.Key.ToArray(), operation.Octets.ToArray())),
                    NextQueue = Math.Max(NextQueue, queue + 1),
                };
            case StoreOperationKind.RedefineQueue when Queues.TryGetValue(queue, out (int Kind, byte[] Name, byte[] Definition) old):
                return this with { Queues = Queues.SetItem(queue, (old.Kind, old.Name, operation.Octets.ToArray())) };
            case StoreOperationKind.DeleteQueue:
                return this with
                {
                    Queues = Queues.Remove(queue),
                    Messages = Messages.RemoveRange(Messages.Values.Where(other => other.Info.Queue == queue).Select(other => other.Position)),
                };
            case StoreOperationKind.AddMessage when message is not null:
                throw new StompStoreException(StompStoreFailure.Rejected, "The position is taken.");
            case StoreOperationKind.AddMessage when Queues.ContainsKey(queue):
                return this with
                {
                    Messages = Messages.Add(info.Position, new StoredMessage(info, operation.Octets.ToArray())),
                    NextPosition = Math.Max(NextPosition, info.Position + 1),
                };
            case StoreOperationKind.RemoveMessage when isThere:
                return this with { Messages = Messages.Remove(info.Position) };
            case StoreOperationKind.UpdateMessage when isThere:
                StoredMessageInfo updated = message!.Info with { DeliveryCount = info.DeliveryCount, Due = info.Due };
                return this with { Messages = Messages.SetItem(info.Position, message with { Info = updated }) };
            case StoreOperationKind.AddDuplicateId:
                return this with { DuplicateIds = DuplicateIds.Add((queue, ToText(operation.Key), info.Expires)) };
            case StoreOperationKind.RemoveExpiredDuplicateIds:
                return this with { DuplicateIds = DuplicateIds.Except(DuplicateIds.Where(id => id.Expires <= info.Expires)) };
            case StoreOperationKind.SetValue:
                return this with { Values = Values.SetItem(ToText(operation.Key), operation.Octets.ToArray()) };
            case StoreOperationKind.RemoveValue:
                return this with { Values = Values.Remove(ToText(operation.Key)) };
            default:
                return this;
        }
    }

    /// <summary>A name as text, an octet a character, so that it compares as octets do.</summary>
    public static string ToText(ReadOnlyMemory<byte> octets) => System.Text.Encoding.Latin1.GetString(octets.Span);
}
