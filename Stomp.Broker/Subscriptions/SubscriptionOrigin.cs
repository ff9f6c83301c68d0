namespace Stomp.Broker.Subscriptions;

/// <summary>How a subscription came to be that is not one SUBSCRIBE to one destination under its own name.</summary>
internal sealed class SubscriptionOrigin
{
    /// <summary>What the client calls the destination; <see langword="null"/> for what it is called anyway.</summary>
    public byte[]? Name { get; init; }

    /// <summary>The list of destinations that it was made for, as the client wrote it; <see langword="null"/> for none.</summary>
    public byte[]? List { get; init; }

    /// <summary>The first subscription of the list; <see langword="null"/> for that itself.</summary>
    public Subscription? First { get; init; }

    /// <summary>Of the first of a list: the others.</summary>
    public Subscription[] Others { get; set; } = [];

    /// <summary>Whether no SUBSCRIBE has made it, but a message that wants answers.</summary>
    public bool IsImplicit { get; init; }
}
