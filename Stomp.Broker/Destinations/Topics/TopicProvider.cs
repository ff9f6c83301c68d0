using Microsoft.Extensions.Logging;
using Stomp.Broker.Configuration;
using Stomp.Broker.Destinations.Queues;
using Stomp.Broker.Diagnostics;
using Stomp.Broker.Messages;
using Stomp.Broker.Outboxes;
using Stomp.Broker.Storage;
using Stomp.Broker.Subscriptions;

namespace Stomp.Broker.Destinations.Topics;

/// <summary>Topics: every subscription whose destination matches gets every message.</summary>
/// <remarks>Publishing takes no lock: see <see cref="TopicRoutes"/>.</remarks>
internal sealed class TopicProvider : DestinationProvider
{
    private static readonly Refusal NoName = new("the destination names no topic");
    private static readonly Refusal Wildcard = new("the destination has a wildcard; those are for SUBSCRIBE");

    private readonly StompLimits _limits;
    private readonly TopicRules _rules;
    private readonly TopicRoutes _routes;
    private readonly Lock _lock = new();
    private readonly Dictionary<Subscription, (IMessageTarget Target, TopicBacklog? Backlog)> _wrapped = []; // those that are not targets themselves

    public TopicProvider(string prefix, StompLimits limits, QueueBudget budget, QueueContext? context, StompMetrics? metrics, ILogger logger)
        : base(prefix)
    {
        _limits = limits;
        _rules = new TopicRules(limits);
        _routes = new TopicRoutes(prefix.Length);
        Durable = new DurableSubscriptions(_routes, prefix.Length, limits, budget, context, metrics, logger);
    }

    public override SubscriptionFeatures Features => SubscriptionFeatures.NoLocal | SubscriptionFeatures.Durable | SubscriptionFeatures.DurableQueue;

    /// <summary>The durable subscriptions.</summary>
    public DurableSubscriptions Durable { get; }

    public override Refusal? CheckSend(ReadOnlySpan<byte> destination) =>
        Check(destination, out bool hasWildcard) ?? (hasWildcard ? Wildcard : null);

    public override Refusal? CheckSubscribe(ReadOnlySpan<byte> destination, SubscriptionOptions options, ISubscriber subscriber) =>
        Check(destination, out _) ?? (options.Durable is null ? null : Durable.Check(options, subscriber));

    public override bool IsPattern(ReadOnlySpan<byte> destination)
    {
        Check(destination, out bool hasWildcard);
        return hasWildcard;
    }

    public override void Rejudge() => _routes.Rejudge();

    public override Refusal? Reserve(ReadOnlySpan<byte> destination, Message message) => null;

    public override void Prepare(ReadOnlySpan<byte> destination, Message message, PreparedMessages prepared)
    {
        foreach (IMessageTarget target in _routes.Find(destination).Targets)
        {
            target.Prepare(message, prepared);
        }
    }

    public override void Unreserve(ReadOnlySpan<byte> destination, Message message)
    {
        // Nothing is ever set aside: a topic keeps nothing, so there is always place.
    }

    public override Refusal? Publish(
        ReadOnlySpan<byte> destination, ReadOnlySpan<Message> messages, bool isReserved, DeliveryBatch batch, out int taken)
    {
        TopicRoute route = _routes.Find(destination);
        Deliver(route.Targets, messages, batch);
        taken = messages.Length;
        return null;
    }

    public override void Subscribe(Subscription subscription, DeliveryBatch batch)
    {
        if (subscription.Options.Durable is not null)
        {
            Durable.Subscribe(subscription, batch);
            return;
        }

        IMessageTarget target = subscription;
        TopicBacklog? backlog = null;
        if (subscription.AckMode != AckMode.Auto)
        {
            target = backlog = new TopicBacklog(subscription, _limits.MaxOutboxBytes);
            backlog.Start(batch);
        }

        if (subscription.IsSelective)
        {
            target = new TopicFilter(subscription, target);
        }

        if (target != subscription)
        {
            lock (_lock)
            {
                _wrapped.Add(subscription, (target, backlog));
            }
        }

        _routes.Add(subscription.Destination.AsSpan(Prefix.Length), target, subscription.IsFiltered);
    }

    public override void Unsubscribe(Subscription subscription, DeliveryBatch batch)
    {
        if (subscription.Options.Durable is not null)
        {
            Durable.Unsubscribe(subscription, batch);
            return;
        }

        (IMessageTarget Target, TopicBacklog? Backlog) wrapped = (subscription, null);
        if (subscription.AckMode != AckMode.Auto || subscription.IsSelective)
        {
            lock (_lock)
            {
                _wrapped.Remove(subscription, out wrapped);
            }
        }

        _routes.Remove(subscription.Destination.AsSpan(Prefix.Length), wrapped.Target, subscription.IsFiltered);

        // A publisher may still hold the array in which it stands.
        subscription.Outbox.SetActive(subscription, active: false);
        wrapped.Backlog?.End(batch);
    }

    /// <summary>Lets go of all that is kept, when the broker has ended.</summary>
    public void Clear() => Durable.Clear();

    private static void Deliver(IMessageTarget[] targets, ReadOnlySpan<Message> messages, DeliveryBatch batch)
    {
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

        foreach (IMessageTarget target in targets)
        {
            target.Deliver(messages, batch);
        }
    }

    private Refusal? Check(ReadOnlySpan<byte> destination, out bool hasWildcard)
    {
        hasWildcard = false;
        return destination.Length == Prefix.Length ? NoName : _rules.Check(destination[Prefix.Length..], out hasWildcard);
    }
}
