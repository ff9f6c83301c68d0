using Stomp.Broker.Timing;

namespace Stomp.Broker.Destinations.Queues;

/// <summary>The deadlines of a queue, in the ticker from the first of them on.</summary>
/// <param name="ticker">The ticker.</param>
/// <param name="look">Looks at the deadlines, without the queue's lock, and says when it wants to do so again.</param>
internal sealed class QueueClock(Ticker ticker, Func<long, long> look) : ITicked
{
    private bool _isRegistered;

    public int TickerIndex { get; set; }

    /// <summary>When the queue looks next; theirs to set who have the queue's lock.</summary>
    public long Due { get; set; } = long.MaxValue;

    /// <summary>Has the queue look at a time at the latest. With the queue's lock held.</summary>
    public void Set(long due)
    {
        if (due >= Due)
        {
            return;
        }

        Due = due;
        if (_isRegistered)
        {
            ticker.Hurry(this);
        }
        else
        {
            _isRegistered = true;
            ticker.Add(this);
        }
    }

    /// <summary>The queue is no more. With the queue's lock held.</summary>
    public void Stop()
    {
        if (_isRegistered)
        {
            _isRegistered = false;
            ticker.Remove(this);
        }
    }

    public long Tick(long now) => look(now);
}
