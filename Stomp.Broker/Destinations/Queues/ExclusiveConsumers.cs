namespace Stomp.Broker.Destinations.Queues;

/// <summary>
/// The consumers of a queue that want to be the only one. The first of those of the highest priority has all messages; when it leaves, the next has.
/// </summary>
/// <remarks>Not thread-safe: the queue's lock guards it. As ActiveMQ has it; RabbitMQ refuses all but the first instead.</remarks>
internal sealed class ExclusiveConsumers
{
    private readonly List<QueueConsumer> _consumers = []; // the holder first

    /// <summary>Who has all messages; <see langword="null"/> when nobody wants them alone.</summary>
    public QueueConsumer? Holder => _consumers.Count == 0 ? null : _consumers[0];

    public void Add(QueueConsumer consumer)
    {
        int priority = consumer.Subscription.Options.Priority;
        int index = _consumers.FindIndex(other => other.Subscription.Options.Priority < priority);
        _consumers.Insert(index < 0 ? _consumers.Count : index, consumer);
    }

    public void Remove(QueueConsumer consumer) => _consumers.Remove(consumer);
}
