namespace Stomp.Broker.Destinations.Queues;

/// <summary>Consumers of a queue that could take a message, but none of those there are now.</summary>
/// <remarks>Not thread-safe: the queue's lock guards it.</remarks>
internal sealed class WaitingConsumers
{
    private readonly List<QueueConsumer> _idle = [];
    private readonly List<QueueConsumer> _shortOfCredit = [];
    private int _arrivals;

    /// <summary>None of the messages is for it.</summary>
    /// <param name="consumer">The consumer.</param>
    /// <param name="arrivals">How many messages had come when it looked.</param>
    public void AddIdle(QueueConsumer consumer, int arrivals)
    {
        consumer.State = ConsumerState.Idle;
        _idle.Add(consumer);
        _arrivals = arrivals;
    }

    /// <summary>The next message for it is too large for its credit.</summary>
    public void AddShortOfCredit(QueueConsumer consumer)
    {
        consumer.State = ConsumerState.ShortOfCredit;
        _shortOfCredit.Add(consumer);
    }

    /// <summary>Takes a consumer out.</summary>
    public void Remove(QueueConsumer consumer)
    {
        if ((consumer.State == ConsumerState.Idle && _idle.Remove(consumer))
            || (consumer.State == ConsumerState.ShortOfCredit && _shortOfCredit.Remove(consumer)))
        {
            consumer.State = ConsumerState.Outside;
        }
    }

    /// <summary>Puts those back into the rotation for whom there may be a message now.</summary>
    public void Release(QueueDispatcher dispatcher, int arrivals, bool isUnfinished)
    {
        ReleaseShortOfCredit(dispatcher);
        if (arrivals != _arrivals || isUnfinished)
        {
            Release(dispatcher, _idle);
        }
    }

    /// <summary>Puts those back into the rotation that waited for another message to be next.</summary>
    public void ReleaseShortOfCredit(QueueDispatcher dispatcher) => Release(dispatcher, _shortOfCredit);

    /// <summary>Puts one back into the rotation, if it is here.</summary>
    public void Release(QueueDispatcher dispatcher, QueueConsumer consumer)
    {
        Remove(consumer);
        dispatcher.Enter(consumer);
    }

    private static void Release(QueueDispatcher dispatcher, List<QueueConsumer> consumers)
    {
        foreach (QueueConsumer consumer in consumers)
        {
            consumer.State = ConsumerState.Outside;
            dispatcher.Enter(consumer);
        }

        consumers.Clear();
    }
}
