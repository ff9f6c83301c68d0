using Stomp.Broker.Messages;
using Stomp.Broker.Outboxes;
using Stomp.Broker.Storage;
using Stomp.Broker.Subscriptions;

namespace Stomp.Broker.Destinations.Queues;

/// <summary>A subscription that consumes messages of a queue.</summary>
/// <remarks>The queue's lock guards it.</remarks>
internal sealed class QueueConsumer(MessageQueue queue, Subscription subscription) : IDeliverySource, IRoomWaiter
{
    private readonly long _prefetchBytes = subscription.AckMode == AckMode.Auto ? 0 : subscription.Options.PrefetchBytes;

    public MessageQueue Queue => queue;

    public Subscription Subscription => subscription;

    /// <summary>The deliveries to be acknowledged; none in <see cref="AckMode.Auto"/>.</summary>
    public UnackedDeliveries? Unacked { get; } = subscription.AckMode == AckMode.Auto ? null : new UnackedDeliveries();

    /// <summary>Deliveries that were acknowledged in transactions which are open still: they count against the credit until they are settled.</summary>
    public int Taken { get; set; }

    /// <summary>The octets of both, where they are counted.</summary>
    public long UnackedBytes { get; set; }

    public ConsumerState State { get; set; }

    /// <summary>The others of its priority, and its neighbours in their rotation.</summary>
    public TurnList Level { get; set; } = null!;

    public QueueConsumer? Next { get; set; }

    public QueueConsumer? Previous { get; set; }

    /// <summary>Its place among the queue's consumers.</summary>
    public int Index { get; set; }

    /// <summary>How far it has looked, when it does not take every message.</summary>
    public MessageCursor? Cursor { get; set; }

    /// <summary>How many groups of messages are its.</summary>
    public int Groups { get; set; }

    /// <summary>Whether its octets are counted.</summary>
    public bool CountsBytes => _prefetchBytes > 0;

    /// <summary>Whether a delivery to it takes more than the message in front.</summary>
    public bool IsSpecial => CountsBytes || subscription.IsSelective;

    public bool HasCredit => Unacked is null || Unacked.Count + Taken < subscription.PrefetchCount;

    /// <summary>Whether a message is not too large for its credit; one is not too large for nothing.</summary>
    public bool HasCreditFor(Message message) =>
        !CountsBytes || Unacked!.Count + Taken == 0 || UnackedBytes + message.Length <= _prefetchBytes;

    /// <summary>Deliveries that were taken are consumed, or refused. Before their messages are let go.</summary>
    public void OnSettled(ReadOnlySpan<UnackedDelivery> taken)
    {
        Taken -= taken.Length;
        if (CountsBytes)
        {
            foreach (ref readonly UnackedDelivery delivery in taken)
            {
                UnackedBytes -= delivery.Message.Length;
            }
        }
    }

    public void OnRoom(DeliveryBatch batch) => queue.OnRoom(this, batch);

    public bool TryTake(Subscription subscription, long sequence, List<UnackedDelivery> taken) => queue.TryTake(this, sequence, taken);

    public void PrepareRemoval(ReadOnlySpan<UnackedDelivery> taken, PreparedMessages prepared) => queue.PrepareRemoval(taken, prepared);

    public void Accept(Subscription subscription, ReadOnlySpan<UnackedDelivery> taken, DeliveryBatch batch) => queue.Accept(this, taken, batch);

    public void Reject(Subscription subscription, ReadOnlySpan<UnackedDelivery> taken, in Rejection rejection, DeliveryBatch batch) =>
        queue.Reject(this, taken, rejection, batch);

    public void Restore(Subscription subscription, ReadOnlySpan<UnackedDelivery> taken, DeliveryBatch batch) => queue.Restore(this, taken, batch);

    public void TakeBack(Subscription subscription, Message message, long sequence, int deliveries) =>
        queue.TakeBack(this, message, sequence, deliveries);

    public void Discard(Subscription subscription, long sequence) => queue.Discard(this, sequence);
}
