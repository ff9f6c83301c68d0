namespace Stomp.Broker.Storage;

/// <summary>What a queue of the store is to the broker.</summary>
internal enum StoredQueueKind
{
    /// <summary>A queue, by its destination.</summary>
    Queue = 1,

    /// <summary>A durable subscription; its definition says to what.</summary>
    Subscription = 2,

    /// <summary>The messages that wait for their time.</summary>
    Schedule = 3,
}
