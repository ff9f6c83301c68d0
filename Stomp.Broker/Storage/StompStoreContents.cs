namespace Stomp.Broker.Storage;

/// <summary>What a store holds at its opening.</summary>
public sealed class StompStoreContents
{
    /// <summary>The queues, in no order.</summary>
    public required IReadOnlyList<StoredQueue> Queues { get; init; }

    /// <summary>
    /// The ids for the detection of duplicates, in no order. There may be ones among them that have expired since, and ones of queues that are gone.
    /// </summary>
    public required IReadOnlyList<StoredDuplicateId> DuplicateIds { get; init; }

    /// <summary>A position above all that were ever stored, of removed messages too; 1 in a new store.</summary>
    public required long NextPosition { get; init; }

    /// <summary>A queue id above all that were ever stored, of deleted queues too; 1 in a new store.</summary>
    public required long NextQueue { get; init; }

    /// <summary>Whether the store is new, or <see cref="IStompMessageStore.CloseAsync"/> has ended it the last time.</summary>
    public required bool WasClosedCleanly { get; init; }
}
