namespace Stomp.Broker.Storage;

/// <summary>What is stored of a message beside its octets.</summary>
/// <param name="Queue">The id of its queue.</param>
/// <param name="Position">Its place in the order of the queue; 1 or more, and unique over all queues.</param>
/// <param name="Priority">Its priority, 0 to 9.</param>
/// <param name="Expires">When it expires, in milliseconds since 1970 UTC; 0 for never.</param>
/// <param name="Due">Until when it is delayed, in milliseconds since 1970 UTC; 0 for one that is not.</param>
/// <param name="DeliveryCount">How often it was delivered, as far as that was stored.</param>
public readonly record struct StoredMessageInfo(long Queue, long Position, int Priority, long Expires = 0, long Due = 0, int DeliveryCount = 0);
