using Stomp.Broker.Messages;
using Stomp.Broker.Outboxes;
using Stomp.Broker.Storage;
using Stomp.Broker.Subscriptions;

namespace Stomp.Broker.Destinations.Topics;

/// <summary>Stands between a topic, or a user's destination, and a subscription that does not want every message of it.</summary>
internal sealed class TopicFilter(Subscription subscription, IMessageTarget next) : IMessageTarget
{
    /// <summary>What gets the messages that are wanted.</summary>
    public IMessageTarget Next => next;

    public bool Takes(ReadOnlySpan<byte> destination) => next.Takes(destination);

    public void Prepare(Message message, PreparedMessages prepared)
    {
        if (subscription.Wants(message))
        {
            next.Prepare(message, prepared);
        }
    }

    public void Deliver(ReadOnlySpan<Message> messages, DeliveryBatch batch)
    {
        int start = 0; // of those that are wanted
        for (int i = 0; i < messages.Length; i++)
        {
            if (!subscription.Wants(messages[i]))
            {
                Pass(messages[start..i], batch);
                messages[i].Release();
                start = i + 1;
            }
        }

        Pass(messages[start..], batch);
    }

    private void Pass(ReadOnlySpan<Message> messages, DeliveryBatch batch)
    {
        if (!messages.IsEmpty)
        {
            next.Deliver(messages, batch);
        }
    }
}
