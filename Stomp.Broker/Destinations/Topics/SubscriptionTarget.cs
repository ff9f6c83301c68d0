using Stomp.Broker.Messages;
using Stomp.Broker.Outboxes;
using Stomp.Broker.Subscriptions;

namespace Stomp.Broker.Destinations.Topics;

/// <summary>Makes what stands for a subscription with its topics, or with a user's destination: nearly always the subscription itself.</summary>
internal static class SubscriptionTarget
{
    /// <summary>What gets the messages of a subscription that wants nothing which was kept.</summary>
    public static IMessageTarget Create(TopicContext context, Subscription subscription, DeliveryBatch batch)
    {
        IMessageTarget target = subscription;
        if (subscription.AckMode != AckMode.Auto)
        {
            target = CreateBacklog(context, subscription, null, batch);
        }
        else if (context.SlowConsumers.Find(subscription) is { } rule)
        {
            target = new BufferedSubscription(subscription, rule, context.Encoder, context.Metrics, context.Time);
        }

        return Filter(subscription, target);
    }

    public static TopicBacklog CreateBacklog(TopicContext context, Subscription subscription, List<Message>? kept, DeliveryBatch batch)
    {
        var backlog = new TopicBacklog(subscription, context.Limits.MaxOutboxBytes, kept);
        backlog.Start(batch);
        return backlog;
    }

    /// <summary>Keeps from it what the subscription does not want, if there is such.</summary>
    public static IMessageTarget Filter(Subscription subscription, IMessageTarget target) =>
        subscription.IsSelective ? new TopicFilter(subscription, target) : target;

    /// <summary>The subscription has ended, and the target is in no route any more.</summary>
    public static void End(Subscription subscription, IMessageTarget target, DeliveryBatch batch)
    {
        // A publisher may still hold the array in which it stands.
        subscription.Outbox.SetActive(subscription, active: false);
        switch (target is TopicFilter filter ? filter.Next : target)
        {
            case TopicBacklog backlog:
                backlog.End(batch);
                break;
            case BufferedSubscription buffered:
                buffered.End();
                break;
            default:
                break;
        }
    }
}
