using Stomp.Broker.Collections;
using Stomp.Broker.Destinations;
using Stomp.Broker.Subscriptions;

namespace Stomp.Broker.Sessions;

/// <summary>The live subscriptions of a session, by what clients call them: id, number in ack keys, and in 1.0 destination.</summary>
/// <remarks>The session's loop alone uses it, but for <see cref="ToArray"/>, which any thread may call.</remarks>
internal sealed class SessionSubscriptions
{
    private readonly Lock _lock = new(); // held while it changes, and while another thread looks
    private readonly Dictionary<int, (Subscription Subscription, DestinationProvider Provider)> _byNumber = [];
    private Dictionary<byte[], Subscription>? _byId;

    public int Count => _byNumber.Count;

    /// <summary>The number of the latest subscription; those up to it have existed.</summary>
    public int LastNumber { get; private set; }

    public IEnumerable<(Subscription Subscription, DestinationProvider Provider)> All => _byNumber.Values;

    public int TakeNumber() => ++LastNumber;

    public bool ContainsId(ReadOnlySpan<byte> id) => FindById(id) is not null;

    public void Add(Subscription subscription, DestinationProvider provider)
    {
        lock (_lock)
        {
            _byNumber.Add(subscription.Number, (subscription, provider));
        }

        if (subscription.Id is not null)
        {
            _byId ??= new Dictionary<byte[], Subscription>(Utf8Comparer.Instance);
            _byId.Add(subscription.Id, subscription);
        }
    }

    public DestinationProvider Remove(Subscription subscription)
    {
        (Subscription Subscription, DestinationProvider Provider) removed;
        lock (_lock)
        {
            _byNumber.Remove(subscription.Number, out removed);
        }

        if (subscription.Id is not null)
        {
            _byId!.Remove(subscription.Id);
        }

        return removed.Provider;
    }

    /// <summary>The subscriptions at this moment, the oldest first.</summary>
    public Subscription[] ToArray()
    {
        lock (_lock)
        {
            return [.. _byNumber.Values.Select(static pair => pair.Subscription).OrderBy(static subscription => subscription.Number)];
        }
    }

    public Subscription? Find(int number) =>
        _byNumber.TryGetValue(number, out (Subscription Subscription, DestinationProvider Provider) found) ? found.Subscription : null;

    public Subscription? FindById(ReadOnlySpan<byte> id) =>
        _byId is not null && _byId.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(id, out Subscription? subscription) ? subscription : null;

    /// <summary>Finds the first subscription to a destination; for 1.0 (C-90).</summary>
    public Subscription? FindByDestination(ReadOnlySpan<byte> destination, bool withoutIdOnly)
    {
        foreach ((Subscription subscription, _) in _byNumber.Values)
        {
            if ((!withoutIdOnly || subscription.Id is null) && destination.SequenceEqual(subscription.Destination))
            {
                return subscription;
            }
        }

        return null;
    }
}
