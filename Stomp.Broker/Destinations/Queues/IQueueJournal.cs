namespace Stomp.Broker.Destinations.Queues;

/// <summary>Is told of each change of what a queue holds, in order: storage.</summary>
/// <remarks>Called with the queue's lock held: it must neither wait nor throw.</remarks>
internal interface IQueueJournal
{
    /// <summary>A message is in the queue.</summary>
    void Added(in QueuedMessage message);

    /// <summary>The message at a position is not in the queue any more: consumed, dropped, or on its way to the dead letters.</summary>
    /// <param name="position">The position.</param>
    /// <param name="isPersistent">Whether the message asks to survive a crash.</param>
    void Removed(long position, bool isPersistent);

    /// <summary>A message was delivered and came back.</summary>
    /// <param name="message">The message, with its deliveries.</param>
    /// <param name="delay">How long it stays away.</param>
    void Returned(in QueuedMessage message, TimeSpan delay);

    /// <summary>The queue is not there any more; it is empty.</summary>
    void Retired();
}
