namespace Stomp.Broker.Destinations.Queues;

/// <summary>The consumers of a queue that can take a message, in the order of their turns.</summary>
/// <remarks>Not thread-safe: the queue's lock guards it.</remarks>
internal sealed class ConsumerRotation
{
    private readonly Queue<QueueConsumer> _consumers = new();

    /// <summary>Puts a consumer at the end, unless it stands in the rotation already, has left, or waits for its outbox.</summary>
    public void Add(QueueConsumer consumer)
    {
        if (!consumer.InRotation && !consumer.AwaitsRoom && !consumer.HasLeft)
        {
            consumer.InRotation = true;
            _consumers.Enqueue(consumer);
        }
    }

    /// <summary>Takes the consumer whose turn it is out of the rotation.</summary>
    public bool TryTake(out QueueConsumer consumer)
    {
        if (_consumers.TryDequeue(out consumer!))
        {
            consumer.InRotation = false;
            return true;
        }

        return false;
    }

    /// <summary>Takes a consumer that leaves out of the rotation; the others keep their turns.</summary>
    public void Remove(QueueConsumer consumer)
    {
        if (!consumer.InRotation)
        {
            return;
        }

        for (int i = _consumers.Count; i > 0; i--)
        {
            QueueConsumer next = _consumers.Dequeue();
            if (next != consumer)
            {
                _consumers.Enqueue(next);
            }
        }

        consumer.InRotation = false;
    }
}
