using Stomp.Broker.Messages;
using Stomp.Broker.Outboxes;
using Stomp.Broker.Storage;

namespace Stomp.Broker.Subscriptions;

/// <summary>
/// Where the deliveries of a subscription come from and are acknowledged: a queue. Acknowledging has two steps, so that a transaction can stand between them:
/// deliveries are taken out of the un-acknowledged ones, then settled or put back.
/// </summary>
internal interface IDeliverySource
{
    /// <summary>Takes a delivery, and in <see cref="AckMode.Client"/> all earlier ones, out of the subscription's un-acknowledged ones.</summary>
    /// <param name="subscription">The subscription.</param>
    /// <param name="sequence">The number of the delivery.</param>
    /// <param name="taken">Gets them added, the earliest first.</param>
    /// <returns><see langword="false"/>, with nothing taken, when the delivery is not un-acknowledged.</returns>
    bool TryTake(Subscription subscription, long sequence, List<UnackedDelivery> taken);

    /// <summary>The deliveries will be consumed in a transaction: their messages are removed from the store with all of it.</summary>
    void PrepareRemoval(ReadOnlySpan<UnackedDelivery> taken, PreparedMessages prepared)
    {
    }

    /// <summary>The deliveries were consumed: their messages are let go.</summary>
    void Accept(Subscription subscription, ReadOnlySpan<UnackedDelivery> taken, DeliveryBatch batch);

    /// <summary>The deliveries were refused: as the rejection says, their messages go back to where they came from, in order, or away.</summary>
    void Reject(Subscription subscription, ReadOnlySpan<UnackedDelivery> taken, in Rejection rejection, DeliveryBatch batch);

    /// <summary>The deliveries are un-acknowledged again (C-119); where the subscription has ended, they are rejected.</summary>
    void Restore(Subscription subscription, ReadOnlySpan<UnackedDelivery> taken, DeliveryBatch batch);

    /// <summary>A delivery did not get sent before its session ended; the outbox's reference comes back with it.</summary>
    void TakeBack(Subscription subscription, Message message, long sequence, int deliveries);

    /// <summary>A delivery that is un-acknowledged counts as consumed, it alone, whatever the ack mode. Nothing happens when it is not.</summary>
    void Discard(Subscription subscription, long sequence);
}
