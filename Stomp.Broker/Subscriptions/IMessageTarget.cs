using Stomp.Broker.Messages;
using Stomp.Broker.Outboxes;

namespace Stomp.Broker.Subscriptions;

/// <summary>What gets the messages of a topic.</summary>
internal interface IMessageTarget
{
    /// <summary>Takes messages, in order, with one reference to each. Never waits and never throws. Called on any thread.</summary>
    void Deliver(ReadOnlySpan<Message> messages, DeliveryBatch batch);

    /// <summary>Whether it may have the messages of a destination that it matches. Asked once for each, as long as no subscription comes or goes.</summary>
    bool Takes(ReadOnlySpan<byte> destination) => true;
}
