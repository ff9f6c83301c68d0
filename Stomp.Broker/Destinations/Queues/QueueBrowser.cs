using Stomp.Broker.Messages;
using Stomp.Broker.Outboxes;
using Stomp.Broker.Subscriptions;

namespace Stomp.Broker.Destinations.Queues;

/// <summary>A subscription that looks at the messages of a queue which wait, in their order, and takes none.</summary>
/// <remarks>The queue's lock guards it.</remarks>
internal sealed class QueueBrowser(MessageQueue queue, Subscription subscription, MessageCursor cursor, long lastPosition) : IDeliverySource, IRoomWaiter
{
    public MessageQueue Queue => queue;

    public Subscription Subscription => subscription;

    public MessageCursor Cursor => cursor;

    /// <summary>Messages behind it came when it was there already, and are only for those that follow.</summary>
    public long LastPosition => lastPosition;

    public bool Follows => subscription.Options.Browse == BrowseMode.Follow;

    /// <summary>Whether it waits for its outbox to drain.</summary>
    public bool AwaitsRoom { get; set; }

    public void OnRoom(DeliveryBatch batch) => queue.OnRoom(this, batch);

    // What it shows is not to be acknowledged, and belongs to others.
    public bool TryTake(Subscription subscription, long sequence, List<UnackedDelivery> taken) => false;

    public void Accept(Subscription subscription, ReadOnlySpan<UnackedDelivery> taken, DeliveryBatch batch)
    {
    }

    public void Reject(Subscription subscription, ReadOnlySpan<UnackedDelivery> taken, in Rejection rejection, DeliveryBatch batch)
    {
    }

    public void Restore(Subscription subscription, ReadOnlySpan<UnackedDelivery> taken, DeliveryBatch batch)
    {
    }

    public void TakeBack(Subscription subscription, Message message, long sequence, int deliveries) => message.Release();

    public void Discard(Subscription subscription, long sequence)
    {
    }
}
