namespace Stomp.Broker.Storage;

/// <summary>An id of a message that was taken, by which the same one is known when it is sent again.</summary>
/// <param name="Queue">The id of the queue that took it.</param>
/// <param name="Id">The octets of the id.</param>
/// <param name="Expires">Until when it counts, in milliseconds since 1970 UTC.</param>
public readonly record struct StoredDuplicateId(long Queue, ReadOnlyMemory<byte> Id, long Expires);
