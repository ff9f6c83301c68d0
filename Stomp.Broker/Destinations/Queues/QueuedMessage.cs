using Stomp.Broker.Messages;

namespace Stomp.Broker.Destinations.Queues;

/// <summary>A message that waits in a queue. It holds a reference to it.</summary>
/// <param name="Message">The message.</param>
/// <param name="Position">Its place in the order of the queue, from 1.</param>
/// <param name="Deliveries">How often it was delivered before.</param>
/// <param name="Group">The number of its group; 0 for none.</param>
/// <param name="Expires">When it expires here, in milliseconds of Unix time; 0 for never.</param>
internal readonly record struct QueuedMessage(Message Message, long Position, int Deliveries, int Group = 0, long Expires = 0)
{
    /// <summary>Whether it is for nobody any more.</summary>
    /// <param name="now">Milliseconds of Unix time.</param>
    public bool IsExpired(long now) => Expires != 0 && Expires <= now;
}
