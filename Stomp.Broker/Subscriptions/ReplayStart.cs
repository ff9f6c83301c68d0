namespace Stomp.Broker.Subscriptions;

/// <summary>Where a subscription wants the messages of a topic from.</summary>
internal enum ReplayStart : byte
{
    /// <summary>All that are kept.</summary>
    First,

    /// <summary>The last so many of each topic.</summary>
    Last,

    /// <summary>From a number on, inclusive.</summary>
    Number,

    /// <summary>From a time on, in milliseconds of Unix time.</summary>
    Time,

    /// <summary>From behind the message with a number, of a run of the broker.</summary>
    Token,
}
