using Stomp.Broker.Policies;

namespace Stomp.Broker.Subscriptions;

/// <summary>What the headers of SUBSCRIBE ask for.</summary>
internal sealed record SubscriptionOptions
{
    /// <summary>Those of a subscription that asks for nothing.</summary>
    public static readonly SubscriptionOptions Default = new();

    /// <summary>What of it is not everywhere to be had.</summary>
    public SubscriptionFeatures Features { get; init; }

    /// <summary>How its messages are acknowledged.</summary>
    public AckMode AckMode { get; init; }

    /// <summary>The most un-acknowledged messages; 0 for as many as there may be.</summary>
    public int PrefetchCount { get; init; }

    /// <summary>The most octets of un-acknowledged messages; one message is delivered in any case. 0 for as many as there may be.</summary>
    public long PrefetchBytes { get; init; }

    /// <summary>The selector, as it was written.</summary>
    public string? Selector { get; init; }

    /// <summary>What the selector selects; <see langword="null"/> for everything.</summary>
    public IMessageFilter? Filter { get; init; }

    /// <summary>Consumers of a queue with a higher one come first. Default 0.</summary>
    public int Priority { get; init; }

    /// <summary>Whether it is the only one that consumes, as long as it is there.</summary>
    public bool IsExclusive { get; init; }

    /// <summary>Whether it does not get what its own session sends.</summary>
    public bool NoLocal { get; init; }

    /// <summary>Whether it only looks.</summary>
    public BrowseMode Browse { get; init; }

    /// <summary>The name of a header that tells each message's number; <see langword="null"/> for none.</summary>
    public byte[]? SequenceHeader { get; init; }

    /// <summary>The name under which it is kept while nobody is connected; <see langword="null"/> when it ends with its session.</summary>
    public DurableRequest? Durable { get; init; }

    /// <summary>Which earlier messages it wants; <see langword="null"/> for none but what is retained.</summary>
    public ReplayRequest? Replay { get; init; }

    /// <summary>Whether each message tells how to go on behind it after a reconnect.</summary>
    public bool WantsResumeTokens { get; init; }

    /// <summary>What becomes of messages that it does not take fast enough; <see langword="null"/> for what the policies say.</summary>
    public StompSlowConsumer? SlowConsumer { get; init; }

    /// <summary>How many messages may wait before that is done; <see langword="null"/> for what the policies say.</summary>
    public int? MaxPending { get; init; }

    /// <summary>The header whose value is the key for <see cref="StompSlowConsumer.Conflate"/>; <see langword="null"/> for what the policies say.</summary>
    public byte[]? ConflateBy { get; init; }
}
