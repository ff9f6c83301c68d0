namespace Stomp.Broker.Storage;

/// <summary>What an operation of a <see cref="StoreBatch"/> does.</summary>
public enum StoreOperationKind
{
    /// <summary>Nothing: it was cancelled before it was stored. To be skipped.</summary>
    None,

    /// <summary>Makes a queue: its id, <see cref="StoreOperation.QueueKind"/>, name (<see cref="StoreOperation.Key"/>), definition (<see cref="StoreOperation.Octets"/>).</summary>
    CreateQueue,

    /// <summary>Replaces a queue's definition (<see cref="StoreOperation.Octets"/>).</summary>
    RedefineQueue,

    /// <summary>Deletes a queue with all its messages. Its id is not used again.</summary>
    DeleteQueue,

    /// <summary>
    /// Adds a message: all of <see cref="StoreOperation.Message"/>, and <see cref="StoreOperation.Octets"/>. Its position was never stored before. When its
    /// queue is not there, or not any more, the message need not be stored and is never read.
    /// </summary>
    AddMessage,

    /// <summary>Removes the message at a queue's position, if it is there.</summary>
    RemoveMessage,

    /// <summary>Sets the delivery count and the due time of the message at a queue's position, if it is there.</summary>
    UpdateMessage,

    /// <summary>
    /// Adds an id for the detection of duplicates (<see cref="StoreOperation.Key"/>) to a queue, until a time (<see cref="StoredMessageInfo.Expires"/>).
    /// </summary>
    AddDuplicateId,

    /// <summary>Removes the ids for the detection of duplicates that expire by a time (<see cref="StoredMessageInfo.Expires"/>), inclusive.</summary>
    RemoveExpiredDuplicateIds,

    /// <summary>Sets a named value (<see cref="StoreOperation.Key"/>, <see cref="StoreOperation.Octets"/>), replacing the one there was.</summary>
    SetValue,

    /// <summary>Removes a named value (<see cref="StoreOperation.Key"/>), if it is there.</summary>
    RemoveValue,
}
