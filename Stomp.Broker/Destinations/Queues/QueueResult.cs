namespace Stomp.Broker.Destinations.Queues;

/// <summary>What became of a message that was given to a queue.</summary>
internal enum QueueResult
{
    /// <summary>The queue has it.</summary>
    Taken,

    /// <summary>The queue holds as many octets as it may.</summary>
    Full,

    /// <summary>The queue holds as many messages as it may.</summary>
    FullOfMessages,

    /// <summary>All queues together hold as much as they may.</summary>
    AllFull,

    /// <summary>The queue is not used any more: there is, or will be, another one of its name.</summary>
    Retired,
}
