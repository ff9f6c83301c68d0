using Stomp.Broker.Collections;
using Stomp.Broker.Destinations;
using Stomp.Broker.Subscriptions;

namespace Stomp.Broker.Sessions;

/// <summary>The live subscriptions of a session, by what clients call them: id, number in ack keys, and in 1.0 destination.</summary>
/// <remarks>The session's loop alone uses it, but for <see cref="ToArray"/>, which any thread may call.</remarks>
internal sealed class SessionSubscriptions
{
    // So many are looked at one by one: most sessions have one or two, and tables for them would be a twentieth of what an idle session takes.
    private const int Few = 8;

    private (Subscription Subscription, DestinationProvider Provider)[] _few = [];
    private int _fewCount;
    private Dictionary<int, (Subscription Subscription, DestinationProvider Provider)>? _byNumber; // all of them, once there were more
    private Dictionary<byte[], Subscription>? _byId;

    public int Count => _byNumber?.Count ?? _fewCount;

    /// <summary>The number of the latest subscription; those up to it have existed.</summary>
    public int LastNumber { get; private set; }

    public IEnumerable<(Subscription Subscription, DestinationProvider Provider)> All => _byNumber is null ? _few.Take(_fewCount) : _byNumber.Values;

    public int TakeNumber() => ++LastNumber;

    public void Add(Subscription subscription, DestinationProvider provider)
    {
        lock (this) // held while it changes, and while another thread looks; nobody else has it
        {
            if (_byNumber is null && _fewCount == Few)
            {
                MakeTables();
            }

            if (_byNumber is null)
            {
                AddToFew(subscription, provider);
                return;
            }

            _byNumber.Add(subscription.Number, (subscription, provider));
            if (subscription is { Id: not null, First: null })
            {
                _byId!.Add(subscription.Id, subscription);
            }
        }
    }

    public DestinationProvider Remove(Subscription subscription)
    {
        lock (this)
        {
            if (_byNumber is null)
            {
                return RemoveFromFew(subscription);
            }

            _byNumber.Remove(subscription.Number, out (Subscription Subscription, DestinationProvider Provider) removed);
            if (subscription is { Id: not null, First: null })
            {
                _byId!.Remove(subscription.Id);
            }

            return removed.Provider;
        }
    }

    /// <summary>The subscriptions at this moment, the oldest first; of a list, the first.</summary>
    public Subscription[] ToArray()
    {
        lock (this)
        {
            return [.. All.Select(static pair => pair.Subscription).Where(static subscription => subscription.First is null).OrderBy(static subscription => subscription.Number)];
        }
    }

    public Subscription? Find(int number)
    {
        if (_byNumber is not null)
        {
            return _byNumber.TryGetValue(number, out (Subscription Subscription, DestinationProvider Provider) found) ? found.Subscription : null;
        }

        foreach ((Subscription subscription, _) in _few.AsSpan(0, _fewCount))
        {
            if (subscription.Number == number)
            {
                return subscription;
            }
        }

        return null;
    }

    public Subscription? FindById(ReadOnlySpan<byte> id)
    {
        if (_byId is not null)
        {
            return _byId.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(id, out Subscription? found) ? found : null;
        }

        foreach ((Subscription subscription, _) in _few.AsSpan(0, _fewCount))
        {
            if (subscription is { Id: not null, First: null } && id.SequenceEqual(subscription.Id))
            {
                return subscription;
            }
        }

        return null;
    }

    /// <summary>Finds the first subscription to a destination; for 1.0 (C-90).</summary>
    public Subscription? FindByDestination(ReadOnlySpan<byte> destination, bool withoutIdOnly)
    {
        foreach ((Subscription subscription, _) in All)
        {
            if (subscription.First is null && (!withoutIdOnly || subscription.Id is null) && destination.SequenceEqual(subscription.Written))
            {
                return subscription;
            }
        }

        return null;
    }

    /// <summary>Finds a subscription to a temporary destination of the session.</summary>
    public Subscription? FindByName(ReadOnlySpan<byte> name)
    {
        foreach ((Subscription subscription, _) in All)
        {
            if (name.SequenceEqual(subscription.Name))
            {
                return subscription;
            }
        }

        return null;
    }

    private void AddToFew(Subscription subscription, DestinationProvider provider)
    {
        if (_fewCount == _few.Length)
        {
            Array.Resize(ref _few, Math.Max(1, 2 * _fewCount));
        }

        _few[_fewCount++] = (subscription, provider);
    }

    private DestinationProvider RemoveFromFew(Subscription subscription)
    {
        int index = Array.FindIndex(_few, 0, _fewCount, pair => pair.Subscription == subscription);
        DestinationProvider provider = _few[index].Provider;
        _few.AsSpan(index + 1, _fewCount - index - 1).CopyTo(_few.AsSpan(index));
        _few[--_fewCount] = default;
        return provider;
    }

    private void MakeTables()
    {
        _byNumber = [];
        _byId = new Dictionary<byte[], Subscription>(Utf8Comparer.Instance);
        foreach ((Subscription subscription, DestinationProvider provider) in _few.AsSpan(0, _fewCount))
        {
            _byNumber.Add(subscription.Number, (subscription, provider));
            if (subscription is { Id: not null, First: null })
            {
                _byId.Add(subscription.Id, subscription);
            }
        }

        _few = [];
        _fewCount = 0;
    }
}
