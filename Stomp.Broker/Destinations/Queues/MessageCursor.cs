namespace Stomp.Broker.Destinations.Queues;

/// <summary>
/// Walks over the messages that wait, for somebody who does not take the one in front: each is looked at once, however many there are.
/// Those that come to stand before the place that it has reached are noted, and come first.
/// </summary>
/// <remarks>Not thread-safe: the queue's lock guards it.</remarks>
internal sealed class MessageCursor
{
    // More are not noted one by one: it goes back to the first of them, and looks at all again. 16 KiB.
    private const int MaxEarlier = 1024;

    private PriorityQueue<long, long>? _earlier; // places in the order; made when there is one
    private long _order = MessageOrder.Start;

    /// <summary>Finds the next message to look at.</summary>
    public bool TryPeek(ReadyMessages ready, out QueuedMessage message)
    {
        while (_earlier is { Count: > 0 })
        {
            long order = _earlier.Peek();
            if (order <= _order && ready.TryGet(order, out message))
            {
                return true;
            }

            _earlier.Dequeue(); // it was taken, or it is before the walk again
        }

        return ready.TryFindNext(_order, out message);
    }

    /// <summary>The message at a place was looked at.</summary>
    public void Pass(long order)
    {
        if (order > _order)
        {
            _order = order;
        }
        else if (_earlier is { Count: > 0 } && _earlier.Peek() == order)
        {
            _earlier.Dequeue();
        }
    }

    /// <summary>A message has come to stand at a place.</summary>
    public void OnAdded(long order)
    {
        if (order > _order)
        {
            return;
        }

        _earlier ??= new PriorityQueue<long, long>();
        _earlier.Enqueue(order, order);
        if (_earlier.Count > MaxEarlier)
        {
            GoBack(_earlier.Peek());
            _earlier = null;
        }
    }

    /// <summary>Looks again at what stands at a place and behind it.</summary>
    public void GoBack(long order) => _order = Math.Min(_order, order - 1);
}
