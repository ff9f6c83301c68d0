using Stomp.Broker.Messages;
using Stomp.Broker.Outboxes;

namespace Stomp.Broker.Destinations.Queues;

/// <summary>Who has a queue under its name. Called without the queue's lock.</summary>
internal interface IQueueOwner
{
    /// <summary>The queue has neither messages nor consumers, and takes nothing any more: it can be forgotten.</summary>
    void OnRetired(MessageQueue queue);

    /// <summary>
    /// A message came back to the queue after it was retired: it belongs in the queue that has the name now, at its old place. Its reference goes with it.
    /// </summary>
    void Republish(MessageQueue queue, Message message, long position, int deliveries, DeliveryBatch batch);
}
