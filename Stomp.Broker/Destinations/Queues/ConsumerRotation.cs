namespace Stomp.Broker.Destinations.Queues;

/// <summary>The consumers of a queue that can take a message: those of the highest priority first, and of those each in its turn.</summary>
/// <remarks>Not thread-safe: the queue's lock guards it.</remarks>
internal sealed class ConsumerRotation
{
    private readonly List<TurnList> _levels = []; // the highest first; one, nearly always

    /// <summary>A consumer comes to the queue. It is not in the rotation yet.</summary>
    public void Join(QueueConsumer consumer)
    {
        int priority = consumer.Subscription.Options.Priority;
        int index = 0;
        while (index < _levels.Count && _levels[index].Priority > priority)
        {
            index++;
        }

        if (index == _levels.Count || _levels[index].Priority != priority)
        {
            _levels.Insert(index, new TurnList(priority));
        }

        consumer.Level = _levels[index];
        consumer.Level.Members++;
    }

    /// <summary>A consumer leaves the queue; the others keep their turns.</summary>
    public void Leave(QueueConsumer consumer)
    {
        consumer.Level.Remove(consumer);
        consumer.State = ConsumerState.Gone;
        if (--consumer.Level.Members == 0)
        {
            _levels.Remove(consumer.Level);
        }
    }

    /// <summary>Takes the consumer whose turn it is out.</summary>
    public bool TryTake(out QueueConsumer consumer)
    {
        foreach (TurnList level in _levels)
        {
            if (level.TakeFirst() is { } first)
            {
                consumer = first;
                return true;
            }
        }

        consumer = null!;
        return false;
    }
}
