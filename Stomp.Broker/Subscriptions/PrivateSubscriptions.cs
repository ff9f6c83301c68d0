namespace Stomp.Broker.Subscriptions;

/// <summary>The subscriptions of one session to destinations of its own. They are in no table of the broker's: nobody else can name them.</summary>
/// <remarks>The session's loop changes them; publishers on any thread read the array, which never changes.</remarks>
internal sealed class PrivateSubscriptions
{
    private PrivateSubscription[] _all = [];

    /// <summary>Those there are now.</summary>
    public ReadOnlySpan<PrivateSubscription> All => Volatile.Read(ref _all);

    public void Add(PrivateSubscription subscription) => Volatile.Write(ref _all, [.. _all, subscription]);

    /// <summary>Takes a subscription away; <see langword="null"/> when it is not there.</summary>
    public PrivateSubscription? Remove(Subscription subscription)
    {
        int index = Array.FindIndex(_all, found => found.Subscription == subscription);
        if (index < 0)
        {
            return null;
        }

        PrivateSubscription removed = _all[index];
        Volatile.Write(ref _all, [.. _all.AsSpan(0, index), .. _all.AsSpan(index + 1)]);
        return removed;
    }
}
