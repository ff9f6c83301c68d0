namespace Stomp.Broker.Destinations.Queues;

/// <summary>Where a consumer of a queue stands.</summary>
internal enum ConsumerState : byte
{
    /// <summary>It can take nothing: it has no credit, or an exclusive consumer has all. What ends that puts it into the rotation.</summary>
    Outside,

    /// <summary>It waits for its turn.</summary>
    InRotation,

    /// <summary>It waits for its outbox to drain.</summary>
    AwaitsRoom,

    /// <summary>None of the messages there are is for it.</summary>
    Idle,

    /// <summary>The next message for it is larger than its credit.</summary>
    ShortOfCredit,

    /// <summary>It has left.</summary>
    Gone,
}
