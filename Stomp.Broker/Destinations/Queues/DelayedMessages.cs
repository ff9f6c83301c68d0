namespace Stomp.Broker.Destinations.Queues;

/// <summary>Messages that stay away for a time before they are delivered again.</summary>
/// <remarks>Not thread-safe: the queue's lock guards it.</remarks>
internal sealed class DelayedMessages
{
    private readonly PriorityQueue<QueuedMessage, long> _messages = new();

    public int Count => _messages.Count;

    /// <summary>The timestamp at which the next comes back; never where there is none.</summary>
    public long NextDue => _messages.TryPeek(out _, out long due) ? due : long.MaxValue;

    public void Add(in QueuedMessage message, long due) => _messages.Enqueue(message, due);

    public bool TryTakeDue(long now, out QueuedMessage message)
    {
        if (NextDue <= now)
        {
            return _messages.TryDequeue(out message, out _);
        }

        message = default;
        return false;
    }

    public bool TryTake(out QueuedMessage message) => _messages.TryDequeue(out message, out _);
}
