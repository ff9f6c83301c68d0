using System.Runtime.CompilerServices;
using System.Text;
using Stomp.Broker.Messages;
using Stomp.Broker.Outboxes;
using Stomp.Broker.Policies;
using Stomp.Broker.Storage;
using Stomp.Broker.Subscriptions;

namespace Stomp.Broker.Destinations.Topics;

/// <summary>Topics: every subscription whose destination matches gets every message.</summary>
/// <remarks>Publishing takes no lock, see <see cref="TopicRoutes"/>; but for messages that are kept, see <see cref="KeptMessages"/>.</remarks>
internal sealed class TopicProvider : DestinationProvider
{
    // What is looked at, beyond being delivered.
    private const MessageTraits Special = MessageTraits.Retain | MessageTraits.RemoveRetained | MessageTraits.Expires;

    private static readonly Refusal NoName = new("the destination names no topic");
    private static readonly Refusal Wildcard = new("the destination has a wildcard; those are for SUBSCRIBE");

    private static readonly Refusal DurableReplay = new(
        "a durable subscription has kept its own messages, and asks for no earlier ones; subscribe without the headers that do, or without a durable name");

    private static readonly Refusal DurableSlowConsumer = new(
        "the messages of a durable subscription wait in it; subscribe without the headers that say what becomes of those not taken, or without a durable name");

    private static readonly Refusal DurableExclusive = new(
        "sessions that share a durable subscription take turns, and none has it alone; subscribe without the header that asks for that");

    private readonly TopicContext _context;
    private readonly TopicRules _rules;
    private readonly TopicRoutes _routes;
    private readonly KeptMessages _kept;
    private readonly TopicStarts _starts;
    private readonly bool _areSomeNotCreated;

    public TopicProvider(string prefix, TopicContext context)
        : base(prefix)
    {
        _context = context;
        _areSomeNotCreated = context.Policies.Any(static policy => policy.AutoCreate == false);
        _rules = new TopicRules(context.Limits);
        _routes = new TopicRoutes(prefix.Length, context.Policies);
        _kept = new KeptMessages(prefix.Length, context.Limits, context.Encoder, context.Time, new RetainedJournal(context.Queues?.Storage ?? new BrokerStorage()));
        _starts = new TopicStarts(this, _kept, _routes, context);
        Durable = new DurableSubscriptions(_routes, prefix.Length, context);
    }

    // Exclusive: every subscription to a topic is the only consumer of its messages, which is what RabbitMQ's clients ask for.
    public override SubscriptionFeatures Features =>
        SubscriptionFeatures.Selector | SubscriptionFeatures.Exclusive | SubscriptionFeatures.NoLocal | SubscriptionFeatures.Durable | SubscriptionFeatures.DurableQueue | SubscriptionFeatures.Replay
        | SubscriptionFeatures.Sequence | SubscriptionFeatures.SlowConsumer;

    /// <summary>The durable subscriptions.</summary>
    public DurableSubscriptions Durable { get; }

    public override Refusal? CheckSend(ReadOnlySpan<byte> destination) =>
        Check(destination, out bool hasWildcard) ?? (hasWildcard ? Wildcard : _areSomeNotCreated ? CheckExists(destination) : null);

    public override Refusal? CheckSubscribe(ReadOnlySpan<byte> destination, SubscriptionOptions options, ISubscriber subscriber) =>
        Check(destination, out bool hasWildcard)
        ?? (_areSomeNotCreated && !hasWildcard ? CheckExists(destination) : null)
        ?? CheckReplay(destination, hasWildcard, options)
        ?? (options.Durable is null ? _context.SlowConsumers.Check(destination, options) : CheckDurable(options, subscriber));

    public override bool IsPattern(ReadOnlySpan<byte> destination)
    {
        Check(destination, out bool hasWildcard);
        return hasWildcard;
    }

    public override void Rejudge() => _routes.Rejudge();

    public override Refusal? Reserve(ReadOnlySpan<byte> destination, Message message) =>
        IsRetained(destination, message) ? _kept.Reserve(message) : null;

    public override void Prepare(ReadOnlySpan<byte> destination, Message message, PreparedMessages prepared)
    {
        foreach (IMessageTarget target in _routes.Find(destination).Targets)
        {
            target.Prepare(message, prepared);
        }
    }

    public override void Unreserve(ReadOnlySpan<byte> destination, Message message)
    {
        if (IsRetained(destination, message))
        {
            _kept.Unreserve(message);
        }
    }

    public override Refusal? Publish(
        ReadOnlySpan<byte> destination, ReadOnlySpan<Message> messages, bool isReserved, DeliveryBatch batch, out int taken)
    {
        TopicRoute route = _routes.Find(destination);
        MessageTraits traits = MessageTraits.None;
        foreach (Message message in messages)
        {
            traits |= message.Traits;
        }

        if (route.Policy is not null || (traits & Special) != 0)
        {
            return PublishSpecial(destination, messages, isReserved, batch, out taken);
        }

        Deliver(route.Targets, messages, batch);
        taken = messages.Length;
        return null;
    }

    public override void Subscribe(Subscription subscription, DeliveryBatch batch)
    {
        if (subscription.Options.WantsResumeTokens)
        {
            subscription.SetResumeToken([.. _kept.Instance, (byte)'-']);
        }

        if (subscription.Options.Durable is null)
        {
            _starts.Start(subscription, batch);
        }
        else
        {
            SubscribeDurably(subscription, batch);
        }
    }

    public override void Unsubscribe(Subscription subscription, DeliveryBatch batch)
    {
        if (subscription.Options.Durable is not null)
        {
            Durable.Unsubscribe(subscription, batch);
            return;
        }

        IMessageTarget target = subscription.Target ?? subscription;
        _routes.Remove(subscription.Destination.AsSpan(Prefix.Length), target, subscription.IsFiltered);
        SubscriptionTarget.End(subscription, target, batch);
    }

    /// <summary>Takes a retained message back that was stored when the broker last ended, with a reference to it.</summary>
    public void RestoreRetained(byte[] destination, Message message) => _kept.Restore(destination, message);

    /// <summary>Lets go of all that is kept, when the broker has ended.</summary>
    public void Clear()
    {
        Durable.Clear();
        _kept.Clear();
    }

    private void SubscribeDurably(Subscription subscription, DeliveryBatch batch)
    {
        Refusal? refusal;
        lock (_kept.Lock)
        {
            refusal = Durable.Subscribe(subscription, new TopicReplay(_kept, subscription, IsPattern(subscription.Destination)), batch);
        }

        if (refusal is not null)
        {
            subscription.Outbox.SetActive(subscription, active: false);
            subscription.Subscriber.Close(refusal.Reason);
        }
    }

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

    [MethodImpl(MethodImplOptions.NoInlining)]
    private Refusal? PublishSpecial(
        ReadOnlySpan<byte> destination, ReadOnlySpan<Message> messages, bool isReserved, DeliveryBatch batch, out int taken)
    {
        Refusal? refusal = null;
        long now = _kept.Now;
        taken = 0;
        while (taken < messages.Length && refusal is null)
        {
            Message first = messages[taken];
            if (IsExpired(first, now))
            {
                first.Release();
                taken++;
            }
            else
            {
                int end = taken + 1;
                while (end < messages.Length && !IsExpired(messages[end], now))
                {
                    end++;
                }

                refusal = PublishKept(destination, messages[taken..end], isReserved, batch, out int kept);
                taken += kept;
            }
        }

        foreach (Message message in messages[taken..])
        {
            message.Release();
        }

        return refusal;
    }

    // Those that are not taken are still the caller's.
    private Refusal? PublishKept(ReadOnlySpan<byte> destination, ReadOnlySpan<Message> messages, bool isReserved, DeliveryBatch batch, out int taken)
    {
        while (true)
        {
            lock (_kept.Lock)
            {
                if (_routes.TryFind(destination, out TopicRoute route))
                {
                    Refusal? refusal = null;
                    for (taken = 0; taken < messages.Length && refusal is null; taken += refusal is null ? 1 : 0)
                    {
                        refusal = Keep(destination, messages[taken], route.Policy ?? TopicPolicy.None, isReserved);
                    }

                    Deliver(route.Targets, messages[..taken], batch);
                    return refusal;
                }
            }

            _routes.Find(destination); // the application is asked who gets it, without the lock
        }
    }

    private Refusal? Keep(ReadOnlySpan<byte> destination, Message message, TopicPolicy policy, bool isReserved)
    {
        if (isReserved && IsRetained(message, policy))
        {
            _kept.Unreserve(message); // what it takes up is counted when it is kept
        }

        return policy.Keeps || (message.Traits & (MessageTraits.Retain | MessageTraits.RemoveRetained)) != 0 ? _kept.Keep(destination, message, policy) : null;
    }

    private static bool IsExpired(Message message, long now) =>
        (message.Traits & MessageTraits.Expires) != 0 && message.Properties.Expires <= now;

    private static bool IsRetained(Message message, TopicPolicy? policy) =>
        (message.Traits & MessageTraits.RemoveRetained) == 0 && ((message.Traits & MessageTraits.Retain) != 0 || policy is { RetainsLast: true });

    private bool IsRetained(ReadOnlySpan<byte> destination, Message message) => IsRetained(message, _routes.Find(destination).Policy);

    private Refusal? CheckDurable(SubscriptionOptions options, ISubscriber subscriber) =>
        (options.Features & SubscriptionFeatures.Replay) != 0 ? DurableReplay
        : (options.Features & SubscriptionFeatures.SlowConsumer) != 0 ? DurableSlowConsumer
        : options.IsExclusive ? DurableExclusive
        : Durable.Check(options, subscriber);

    private Refusal? CheckExists(ReadOnlySpan<byte> destination) =>
        _routes.Find(destination).Exists
            ? null
            : new Refusal($"there is no topic {Encoding.UTF8.GetString(destination)}, and none comes to be by being used; those that may are named by the broker's policies");

    // Patterns may match topics that keep messages, and others; who names one that does not would wait for nothing.
    private Refusal? CheckReplay(ReadOnlySpan<byte> destination, bool hasWildcard, SubscriptionOptions options)
    {
        const SubscriptionFeatures Numbered = SubscriptionFeatures.Replay | SubscriptionFeatures.Sequence;
        bool isKeptNeeded = (options.Features & Numbered) != 0 && !hasWildcard && options.Replay is not { IsLenient: true };
        return isKeptNeeded && !TopicPolicy.From(_context.Policies.Find(destination)).Replays
            ? new Refusal(
                $"the topic keeps no messages for replay, and numbers none; no policy for it has {nameof(StompDestinationPolicy.ReplayMessages)}, {nameof(StompDestinationPolicy.ReplayBytes)} or {nameof(StompDestinationPolicy.ReplayAge)}")
            : null;
    }

    private Refusal? Check(ReadOnlySpan<byte> destination, out bool hasWildcard)
    {
        hasWildcard = false;
        return destination.Length == Prefix.Length ? NoName : _rules.Check(destination[Prefix.Length..], out hasWildcard);
    }
}
