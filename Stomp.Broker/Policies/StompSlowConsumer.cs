namespace Stomp.Broker.Policies;

/// <summary>What becomes of messages of a topic that a subscription does not take fast enough (N10).</summary>
public enum StompSlowConsumer
{
    /// <summary>The session ends.</summary>
    Disconnect,

    /// <summary>The oldest that wait are dropped.</summary>
    DropOldest,

    /// <summary>New ones are dropped.</summary>
    DropNewest,

    /// <summary>Of those that wait and have the same key only the newest is kept; beyond that, the oldest are dropped.</summary>
    Conflate,

    /// <summary>They wait on disk.</summary>
    Spill,
}
