using Stomp.Broker.Messages;
using Stomp.Broker.Outboxes;

namespace Stomp.Broker.Subscriptions;

/// <summary>What gets the messages of a topic.</summary>
internal interface IMessageTarget
{
    /// <summary>Takes a message with one reference to it. Never waits and never throws. Called on any thread.</summary>
    void Deliver(Message message, DeliveryBatch batch);
}
