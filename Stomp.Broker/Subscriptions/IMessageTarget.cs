using Stomp.Broker.Messages;
using Stomp.Broker.Outboxes;
using Stomp.Broker.Storage;

namespace Stomp.Broker.Subscriptions;

/// <summary>What gets the messages of a topic.</summary>
internal interface IMessageTarget
{
    /// <summary>Takes messages, in order, with one reference to each. Never waits and never throws. Called on any thread.</summary>
    void Deliver(ReadOnlySpan<Message> messages, DeliveryBatch batch);

    /// <summary>A message will come in a transaction: where it is to be stored, it is stored with all of that.</summary>
    void Prepare(Message message, PreparedMessages prepared)
    {
    }

    /// <summary>Whether it may have the messages of a destination that it matches. Asked once for each, as long as no subscription comes or goes.</summary>
    bool Takes(ReadOnlySpan<byte> destination) => true;
}
