namespace Stomp.Broker.Destinations.Queues;

/// <summary>Goes over a queue's messages when one of them may have expired, as far as one tick allows, and goes on at the next.</summary>
/// <remarks>Not thread-safe: the queue's lock guards it.</remarks>
internal sealed class ExpirySweep
{
    private long _order = MessageOrder.Start;
    private long _next = long.MaxValue; // earliest of what this walk has passed, and of what came since it began

    /// <summary>Before then nothing expires, in milliseconds of Unix time.</summary>
    public long Earliest { get; private set; } = long.MaxValue;

    /// <summary>A message that expires has come.</summary>
    /// <returns>Whether it is the first to do so.</returns>
    public bool Note(long expires)
    {
        _next = Math.Min(_next, expires);
        if (expires >= Earliest)
        {
            return false;
        }

        Earliest = expires;
        return true;
    }

    /// <summary>Takes out what has expired.</summary>
    /// <returns>Whether it came to the end.</returns>
    public bool Run(ReadyMessages ready, long now, int effort, List<QueuedMessage> expired)
    {
        if (_order == MessageOrder.Start)
        {
            _next = long.MaxValue;
        }

        if (!ready.TakeExpired(now, ref _order, ref effort, expired, ref _next))
        {
            return false;
        }

        Earliest = _next;
        return true;
    }
}
