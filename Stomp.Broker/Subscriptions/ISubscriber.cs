namespace Stomp.Broker.Subscriptions;

/// <summary>Who has subscriptions: a session, seen from the destinations.</summary>
internal interface ISubscriber
{
    /// <summary>A number that no other session of this process has had, from 1.</summary>
    long Number { get; }

    /// <summary>The name by which messages reach the user; <see langword="null"/> for an anonymous session.</summary>
    string? UserName { get; }

    /// <summary>The <c>client-id</c> of its CONNECT; <see langword="null"/> without one.</summary>
    string? ClientId => null;

    /// <summary>Its subscriptions to destinations of its own; <see langword="null"/> while it has had none.</summary>
    PrivateSubscriptions? PrivateSubscriptions { get; }

    /// <summary>Its place among the sessions of its user; theirs to set.</summary>
    int UserIndex { get; set; }

    /// <summary>Whether a subscription of it with wildcards gets the messages of a destination. Any thread may ask.</summary>
    bool CanReceive(ReadOnlySpan<byte> destination) => true;

    /// <summary>Makes <see cref="PrivateSubscriptions"/> at the first use. The session's loop calls it.</summary>
    PrivateSubscriptions GetOrCreatePrivateSubscriptions();

    /// <summary>Ends it with an ERROR that tells the client why. Any thread may call it.</summary>
    void Close(string reason)
    {
    }

    /// <summary>Ends it at once, because it does not take what is sent. Any thread may call it, with any lock held.</summary>
    /// <param name="reason">What there is too much of.</param>
    /// <param name="limit">The name of the limit.</param>
    void EndAsTooSlow(string reason, string limit)
    {
    }
}
