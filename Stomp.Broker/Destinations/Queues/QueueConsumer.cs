using Stomp.Broker.Outboxes;
using Stomp.Broker.Subscriptions;

namespace Stomp.Broker.Destinations.Queues;

/// <summary>A subscription in the rotation of a queue.</summary>
/// <remarks>The queue's lock guards it.</remarks>
internal sealed class QueueConsumer(MessageQueue queue, Subscription subscription) : IRoomWaiter
{
    public Subscription Subscription => subscription;

    /// <summary>The deliveries to be acknowledged; none in <see cref="AckMode.Auto"/>.</summary>
    public UnackedDeliveries? Unacked { get; } = subscription.AckMode == AckMode.Auto ? null : new UnackedDeliveries();

    /// <summary>Whether it stands in the rotation, waiting for its turn.</summary>
    public bool InRotation { get; set; }

    /// <summary>Whether it waits for its outbox to drain.</summary>
    public bool AwaitsRoom { get; set; }

    public bool HasLeft { get; set; }

    /// <summary>Deliveries that were acknowledged in transactions which are open still: they count against the credit until they are settled.</summary>
    public int Taken { get; set; }

    public bool HasCredit => Unacked is null || Unacked.Count + Taken < subscription.PrefetchCount;

    public void OnRoom(DeliveryBatch batch) => queue.OnRoom(this, batch);
}
