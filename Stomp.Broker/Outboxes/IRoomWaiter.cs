namespace Stomp.Broker.Outboxes;

/// <summary>Somebody who holds messages back while an outbox has much to send.</summary>
internal interface IRoomWaiter
{
    /// <summary>The outbox takes more. Called once for each time of waiting, on the thread that drains it, without a lock held.</summary>
    void OnRoom(DeliveryBatch batch);
}
