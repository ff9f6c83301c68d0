using System.Collections.Concurrent;
using Stomp.Broker.Collections;
using Stomp.Broker.Policies;
using Stomp.Broker.Subscriptions;

namespace Stomp.Broker.Destinations.Topics;

/// <summary>
/// Where the messages of each topic go. Finding that takes no lock: the targets for a name are an immutable array, found once and cached until any
/// target comes or goes.
/// </summary>
/// <remarks>Thread-safe. Names are whole destinations; patterns lack the prefix.</remarks>
internal sealed class TopicRoutes(int prefixLength, DestinationPolicies policies)
{
    // The cache is for names in use; publishers that never repeat a name must not make it grow. 16,384 names of some 100 octets: 2 MiB.
    // More only where there are as many subscriptions, each of which is larger than a name.
    private const int MaxCachedNames = 16 * 1024;
    private const int CachedNamesPerTarget = 2;

    private readonly Lock _lock = new();
    private readonly TopicTree _tree = new();
    private ConcurrentDictionary<byte[], TopicRoute> _cache = new(Utf8Comparer.Instance);
    private int _cachedNames;
    private int _targets;
    private int _filtered; // of the targets
    private long _changes;

    /// <summary>Adds a target.</summary>
    /// <param name="pattern">What it matches.</param>
    /// <param name="target">The target.</param>
    /// <param name="isFiltered">Whether it is asked for each destination that it matches; see <see cref="IMessageTarget.Takes"/>.</param>
    public void Add(ReadOnlySpan<byte> pattern, IMessageTarget target, bool isFiltered)
    {
        lock (_lock)
        {
            _tree.Add(pattern, target);
            _targets++;
            _filtered += isFiltered ? 1 : 0;
            Forget();
        }
    }

    public void Remove(ReadOnlySpan<byte> pattern, IMessageTarget target, bool isFiltered)
    {
        lock (_lock)
        {
            _targets -= _tree.Remove(pattern, target) ? 1 : 0;
            _filtered -= isFiltered ? 1 : 0;
            Forget();
        }
    }

    /// <summary>Finds where messages to a destination go. It may ask targets that are filtered, and so the application: not with a lock held.</summary>
    public TopicRoute Find(ReadOnlySpan<byte> destination)
    {
        ConcurrentDictionary<byte[], TopicRoute> cache = Volatile.Read(ref _cache);
        return cache.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(destination, out TopicRoute route) ? route : FindUncached(destination);
    }

    /// <summary>Finds where messages to a destination go, if nobody must be asked for it.</summary>
    public bool TryFind(ReadOnlySpan<byte> destination, out TopicRoute route)
    {
        if (Volatile.Read(ref _cache).GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(destination, out route))
        {
            return true;
        }

        lock (_lock)
        {
            if (_filtered > 0)
            {
                return false;
            }

            route = Match(destination);
            Cache(destination, route);
            return true;
        }
    }

    /// <summary>What filtered targets have said no longer counts.</summary>
    public void Rejudge()
    {
        lock (_lock)
        {
            Forget();
        }
    }

    private TopicRoute FindUncached(ReadOnlySpan<byte> destination)
    {
        TopicRoute route;
        long changes;
        lock (_lock)
        {
            route = Match(destination);
            changes = _changes;
            if (_filtered == 0)
            {
                Cache(destination, route);
                return route;
            }
        }

        // Without the lock: whoever judges may be the application.
        var taken = new List<IMessageTarget>(route.Targets.Length);
        foreach (IMessageTarget target in route.Targets)
        {
            if (target.Takes(destination))
            {
                taken.Add(target);
            }
        }

        route = route with { Targets = [.. taken] };
        lock (_lock)
        {
            if (changes == _changes)
            {
                Cache(destination, route);
            }
        }

        return route;
    }

    private TopicRoute Match(ReadOnlySpan<byte> destination)
    {
        IMessageTarget[] targets = _tree.Match(destination[prefixLength..]);
        if (policies.IsEmpty)
        {
            return new TopicRoute(targets, Policy: null, Exists: true);
        }

        StompDestinationPolicy found = policies.Find(destination);
        TopicPolicy policy = TopicPolicy.From(found);
        return new TopicRoute(targets, policy.Keeps ? policy : null, found.AutoCreate != false || policies.Names(destination));
    }

    private void Cache(ReadOnlySpan<byte> destination, in TopicRoute route)
    {
        if (_cachedNames >= MaxCachedNames + (CachedNamesPerTarget * _targets))
        {
            Forget();
        }

        if (_cache.TryAdd(destination.ToArray(), route))
        {
            _cachedNames++;
        }
    }

    // A new one instead of clearing the old: publishers read it without the lock. It holds no target that has gone.
    private void Forget()
    {
        _changes++;
        if (_cachedNames > 0)
        {
            Volatile.Write(ref _cache, new ConcurrentDictionary<byte[], TopicRoute>(Utf8Comparer.Instance));
            _cachedNames = 0;
        }
    }
}
