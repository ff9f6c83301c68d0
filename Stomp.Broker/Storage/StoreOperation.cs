namespace Stomp.Broker.Storage;

/// <summary>One operation of a <see cref="StoreBatch"/>. Which of the properties mean something is said with <see cref="StoreOperationKind"/>.</summary>
public readonly record struct StoreOperation
{
    /// <summary>What it does.</summary>
    public StoreOperationKind Kind { get; init; }

    /// <summary>What the broker calls the kind of a queue.</summary>
    public int QueueKind { get; init; }

    /// <summary>The message; or of it what the operation needs: the queue's id always, if there is one.</summary>
    public StoredMessageInfo Message { get; init; }

    /// <summary>A name: of a queue, a value, or an id.</summary>
    public ReadOnlyMemory<byte> Key { get; init; }

    /// <summary>The octets of a message, a definition or a value.</summary>
    public ReadOnlyMemory<byte> Octets { get; init; }
}
