using Stomp.Broker.Destinations.Queues;
using Stomp.Broker.Messages;
using Stomp.Broker.Outboxes;
using Stomp.Broker.Subscriptions;

namespace Stomp.Broker.Destinations.Topics;

/// <summary>
/// Stands between a topic, or a user's destination, and a subscription that acknowledges: a queue of its own, so that refused messages come again and credit holds
/// messages back. When it has more than a session may have unsent, the session is given up.
/// </summary>
internal sealed class TopicBacklog(Subscription subscription, long maxBytes) : IMessageTarget
{
    private readonly MessageQueue _queue = new(subscription.Destination, new QueueBudget(maxBytes, long.MaxValue), owner: null);

    public void Start(DeliveryBatch batch) => _queue.TryAdd(subscription, batch);

    /// <summary>Ends the subscription; what it had not acknowledged is for nobody else.</summary>
    public void End(DeliveryBatch batch)
    {
        _queue.Remove(subscription, batch);
        _queue.Clear();
    }

    public bool Takes(ReadOnlySpan<byte> destination) => subscription.Takes(destination);

    public void Deliver(ReadOnlySpan<Message> messages, DeliveryBatch batch)
    {
        QueueResult result = _queue.TryPublish(messages, isReserved: false, batch, out int taken);
        foreach (Message message in messages[taken..])
        {
            message.Release();
        }

        if (result is QueueResult.Full or QueueResult.AllFull)
        {
            subscription.Outbox.Overflow(maxBytes);
        }
    }
}
