namespace Stomp.Broker.Destinations.Queues;

/// <summary>Consumers of one priority that can take a message, in the order of their turns.</summary>
/// <remarks>Not thread-safe: the queue's lock guards it.</remarks>
internal sealed class TurnList(int priority)
{
    private QueueConsumer? _first;
    private QueueConsumer? _last;

    public int Priority => priority;

    /// <summary>How many consumers of this priority there are, in the list or not.</summary>
    public int Members { get; set; }

    /// <summary>Puts a consumer that stands outside at the end.</summary>
    public void Add(QueueConsumer consumer)
    {
        if (consumer.State != ConsumerState.Outside)
        {
            return;
        }

        consumer.State = ConsumerState.InRotation;
        consumer.Previous = _last;
        consumer.Next = null;
        if (_last is null)
        {
            _first = consumer;
        }
        else
        {
            _last.Next = consumer;
        }

        _last = consumer;
    }

    /// <summary>Takes the consumer whose turn it is out.</summary>
    public QueueConsumer? TakeFirst()
    {
        QueueConsumer? first = _first;
        if (first is not null)
        {
            Remove(first);
        }

        return first;
    }

    /// <summary>Takes a consumer out, if it is in the list.</summary>
    public void Remove(QueueConsumer consumer)
    {
        if (consumer.State != ConsumerState.InRotation)
        {
            return;
        }

        consumer.State = ConsumerState.Outside;
        if (consumer.Previous is null)
        {
            _first = consumer.Next;
        }
        else
        {
            consumer.Previous.Next = consumer.Next;
        }

        if (consumer.Next is null)
        {
            _last = consumer.Previous;
        }
        else
        {
            consumer.Next.Previous = consumer.Previous;
        }

        consumer.Previous = consumer.Next = null;
    }
}
