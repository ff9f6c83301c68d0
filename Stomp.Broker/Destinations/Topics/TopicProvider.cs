using System.Collections.Concurrent;
using Stomp.Broker.Collections;
using Stomp.Broker.Configuration;
using Stomp.Broker.Messages;
using Stomp.Broker.Outboxes;
using Stomp.Broker.Subscriptions;

namespace Stomp.Broker.Destinations.Topics;

/// <summary>Topics: every subscription whose destination matches gets every message. Nothing is kept for those who come later.</summary>
/// <remarks>
/// Publishing takes no lock: the subscriptions for a name are an immutable array, found once and cached until any subscription comes or goes.
/// </remarks>
internal sealed class TopicProvider(string prefix, StompLimits limits) : DestinationProvider(prefix)
{
    // The cache is for names in use; publishers that never repeat a name must not make it grow. 16,384 names of some 100 octets: 2 MiB.
    // More only where there are as many subscriptions, each of which is larger than a name.
    private const int MaxCachedNames = 16 * 1024;
    private const int CachedNamesPerTarget = 2;

    private static readonly Refusal NoName = new("the destination names no topic");
    private static readonly Refusal Wildcard = new("the destination has a wildcard; those are for SUBSCRIBE");

    private readonly TopicRules _rules = new(limits);
    private readonly Lock _lock = new();
    private readonly TopicTree _tree = new();
    private readonly Dictionary<Subscription, TopicBacklog> _backlogs = [];
    private ConcurrentDictionary<byte[], IMessageTarget[]> _cache = new(Utf8Comparer.Instance);
    private int _cachedNames;
    private int _targets;
    private int _filtered; // of the targets
    private long _changes;

    public override Refusal? CheckSend(ReadOnlySpan<byte> destination) =>
        Check(destination, out bool hasWildcard) ?? (hasWildcard ? Wildcard : null);

    public override Refusal? CheckSubscribe(ReadOnlySpan<byte> destination, SubscriptionOptions options, ISubscriber subscriber) => Check(destination, out _);

    public override bool IsPattern(ReadOnlySpan<byte> destination)
    {
        Check(destination, out bool hasWildcard);
        return hasWildcard;
    }

    public override void Rejudge()
    {
        lock (_lock)
        {
            ForgetCache();
        }
    }

    public override Refusal? Reserve(ReadOnlySpan<byte> destination, Message message) => null;

    public override void Unreserve(ReadOnlySpan<byte> destination, Message message)
    {
        // Nothing is ever set aside: a topic keeps nothing, so there is always place.
    }

    public override Refusal? Publish(
        ReadOnlySpan<byte> destination, ReadOnlySpan<Message> messages, bool isReserved, DeliveryBatch batch, out int taken)
    {
        IMessageTarget[] targets = Find(destination);
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

        taken = messages.Length;
        return null;
    }

    public override void Subscribe(Subscription subscription, DeliveryBatch batch)
    {
        IMessageTarget target = subscription;
        TopicBacklog? backlog = null;
        if (subscription.AckMode != AckMode.Auto)
        {
            target = backlog = new TopicBacklog(subscription, limits.MaxOutboxBytes);
            backlog.Start(batch);
        }

        lock (_lock)
        {
            if (backlog is not null)
            {
                _backlogs.Add(subscription, backlog);
            }

            _tree.Add(subscription.Destination.AsSpan(Prefix.Length), target);
            _targets++;
            _filtered += subscription.IsFiltered ? 1 : 0;
            ForgetCache();
        }
    }

    public override void Unsubscribe(Subscription subscription, DeliveryBatch batch)
    {
        TopicBacklog? backlog;
        lock (_lock)
        {
            _backlogs.Remove(subscription, out backlog);
            _targets -= _tree.Remove(subscription.Destination.AsSpan(Prefix.Length), (IMessageTarget?)backlog ?? subscription) ? 1 : 0;
            _filtered -= subscription.IsFiltered ? 1 : 0;
            ForgetCache();
        }

        // A publisher may still hold the array in which it stands.
        subscription.Outbox.SetActive(subscription, active: false);
        backlog?.End(batch);
    }

    private Refusal? Check(ReadOnlySpan<byte> destination, out bool hasWildcard)
    {
        hasWildcard = false;
        return destination.Length == Prefix.Length ? NoName : _rules.Check(destination[Prefix.Length..], out hasWildcard);
    }

    private IMessageTarget[] Find(ReadOnlySpan<byte> destination)
    {
        ConcurrentDictionary<byte[], IMessageTarget[]> cache = Volatile.Read(ref _cache);
        return cache.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(destination, out IMessageTarget[]? targets)
            ? targets
            : FindUncached(destination);
    }

    private IMessageTarget[] FindUncached(ReadOnlySpan<byte> destination)
    {
        IMessageTarget[] targets;
        long changes;
        lock (_lock)
        {
            targets = _tree.Match(destination[Prefix.Length..]);
            changes = _changes;
            if (_filtered == 0)
            {
                Cache(destination, targets);
                return targets;
            }
        }

        // Without the lock: whoever judges may be the application.
        var taken = new List<IMessageTarget>(targets.Length);
        foreach (IMessageTarget target in targets)
        {
            if (target.Takes(destination))
            {
                taken.Add(target);
            }
        }

        targets = [.. taken];
        lock (_lock)
        {
            if (changes == _changes)
            {
                Cache(destination, targets);
            }
        }

        return targets;
    }

    private void Cache(ReadOnlySpan<byte> destination, IMessageTarget[] targets)
    {
        if (_cachedNames >= MaxCachedNames + (CachedNamesPerTarget * _targets))
        {
            ForgetCache();
        }

        if (_cache.TryAdd(destination.ToArray(), targets))
        {
            _cachedNames++;
        }
    }

    // A new one instead of clearing the old: publishers read it without the lock. It holds no subscription that has ended.
    private void ForgetCache()
    {
        _changes++;
        if (_cachedNames > 0)
        {
            Volatile.Write(ref _cache, new ConcurrentDictionary<byte[], IMessageTarget[]>(Utf8Comparer.Instance));
            _cachedNames = 0;
        }
    }
}
