namespace Stomp.Broker.Policies;

/// <summary>What becomes of a message that is sent to a queue which holds as much as it may.</summary>
public enum StompOverflow
{
    /// <summary>It is refused: the sender is told.</summary>
    Reject,

    /// <summary>It is taken, and the oldest messages that wait are dropped for it: to the dead letters, where the queue has them.</summary>
    DropHead,

    /// <summary>Its sender is not read from until there is place.</summary>
    Block,
}
