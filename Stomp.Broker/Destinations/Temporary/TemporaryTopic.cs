using Stomp.Broker.Configuration;
using Stomp.Broker.Destinations.Topics;
using Stomp.Broker.Messages;
using Stomp.Broker.Outboxes;
using Stomp.Broker.Subscriptions;

namespace Stomp.Broker.Destinations.Temporary;

/// <summary>A topic of one session: each of its subscriptions gets every message, and nothing is kept.</summary>
internal sealed class TemporaryTopic(ISubscriber owner, byte[] name, byte[] address, StompLimits limits) : TemporaryDestination(owner, name, address)
{
    private (Subscription Subscription, IMessageTarget Target)[] _targets = [];

    public override Refusal? Reserve(Message message) => IsClosed ? TemporaryProvider.Gone : null;

    public override void Unreserve(Message message)
    {
        // Nothing was set aside: it keeps nothing.
    }

    public override Refusal? Publish(ReadOnlySpan<Message> messages, bool isReserved, DeliveryBatch batch, out int taken)
    {
        taken = IsClosed && !isReserved ? 0 : messages.Length;
        (Subscription Subscription, IMessageTarget Target)[] targets = Volatile.Read(ref _targets);
        foreach (Message message in messages)
        {
            if (targets.Length == 0)
            {
                message.Release();
            }
            else if (targets.Length > 1)
            {
                message.AddReferences(targets.Length - 1);
            }
        }

        foreach ((_, IMessageTarget target) in targets)
        {
            target.Deliver(messages, batch);
        }

        return taken == messages.Length ? null : TemporaryProvider.Gone;
    }

    public override void Subscribe(Subscription subscription, DeliveryBatch batch)
    {
        IMessageTarget target = subscription;
        if (subscription.AckMode != AckMode.Auto)
        {
            var backlog = new TopicBacklog(subscription, limits.MaxOutboxBytes);
            backlog.Start(batch);
            target = backlog;
        }

        Volatile.Write(ref _targets, [.. _targets, (subscription, target)]);
    }

    public override void Unsubscribe(Subscription subscription, DeliveryBatch batch)
    {
        int index = Array.FindIndex(_targets, target => target.Subscription == subscription);
        IMessageTarget removed = _targets[index].Target;
        Volatile.Write(ref _targets, [.. _targets.AsSpan(0, index), .. _targets.AsSpan(index + 1)]);

        // A publisher may still hold the array in which it stands.
        subscription.Outbox.SetActive(subscription, active: false);
        (removed as TopicBacklog)?.End(batch);
    }
}
