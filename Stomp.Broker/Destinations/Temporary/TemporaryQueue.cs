using Stomp.Broker.Configuration;
using Stomp.Broker.Destinations.Queues;
using Stomp.Broker.Messages;
using Stomp.Broker.Outboxes;
using Stomp.Broker.Subscriptions;

namespace Stomp.Broker.Destinations.Temporary;

/// <summary>A queue of one session. It keeps messages while nobody is subscribed, as others do.</summary>
internal sealed class TemporaryQueue(ISubscriber owner, byte[] name, byte[] address, QueueBudget budget, QueueContext context)
    : TemporaryDestination(owner, name, address), IQueueOwner
{
    private readonly Lock _lock = new();
    private MessageQueue? _queue; // made when it is used, and again when it was retired

    public override Refusal? Reserve(Message message)
    {
        QueueResult result = QueueResult.Retired;
        while (Find() is { } queue && (result = queue.TryReserve(message)) == QueueResult.Retired)
        {
        }

        return Explain(result);
    }

    public override void Unreserve(Message message) => _queue?.Unreserve(message); // the place set aside kept it there

    public override Refusal? Publish(ReadOnlySpan<Message> messages, bool isReserved, DeliveryBatch batch, out int taken)
    {
        taken = 0;
        QueueResult result = QueueResult.Retired;
        while (Find() is { } queue && (result = queue.TryPublish(messages, isReserved, batch, out taken)) == QueueResult.Retired)
        {
        }

        foreach (Message message in messages[taken..])
        {
            if (isReserved)
            {
                Unreserve(message); // the session has ended since
            }

            message.Release();
        }

        return Explain(result);
    }

    public override void Subscribe(Subscription subscription, DeliveryBatch batch)
    {
        while (Find() is { } queue && !queue.TryAdd(subscription, batch))
        {
        }
    }

    public override void Unsubscribe(Subscription subscription, DeliveryBatch batch) => QueueProvider.End(subscription, batch);

    public override void Close()
    {
        MessageQueue? queue;
        lock (_lock)
        {
            base.Close();
            queue = _queue;
        }

        queue?.Clear();
    }

    void IQueueOwner.OnRetired(MessageQueue queue)
    {
        lock (_lock)
        {
            if (_queue == queue)
            {
                _queue = null;
            }
        }
    }

    // It comes back from the output of the session, which has ended: there is nobody to have it.
    void IQueueOwner.Republish(MessageQueue queue, Message message, long position, int deliveries, DeliveryBatch batch) => message.Release();

    // None when the session has ended.
    private MessageQueue? Find()
    {
        lock (_lock)
        {
            if (IsClosed)
            {
                return null;
            }

            return _queue is { IsRetired: false } ? _queue : _queue = new MessageQueue(Address, budget, this, QueuePolicy.Default, context);
        }
    }

    private Refusal? Explain(QueueResult result) => result switch
    {
        QueueResult.Taken => null,
        QueueResult.Retired => TemporaryProvider.Gone,
        QueueResult.Full => new Refusal(
            $"the temporary queue is full; its limit is {budget.MaxQueueBytes} octets of messages", nameof(StompLimits.MaxQueueBytes)),
        _ => new Refusal(
            $"the queues are full; their limit is {budget.MaxTotalBytes} octets of messages in all", nameof(StompLimits.MaxTotalQueueBytes)),
    };
}
