namespace Stomp.Broker.Subscriptions;

/// <summary>What SUBSCRIBE may ask for beyond a destination, an ack mode and a prefetch. Each kind of destination says which of it it has.</summary>
[Flags]
internal enum SubscriptionFeatures
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Only the messages that a selector selects.</summary>
    Selector = 1,

    /// <summary>A priority over other consumers.</summary>
    Priority = 1 << 1,

    /// <summary>To be the only consumer.</summary>
    Exclusive = 1 << 2,

    /// <summary>Not the session's own messages.</summary>
    NoLocal = 1 << 3,

    /// <summary>To see messages without consuming them.</summary>
    Browse = 1 << 4,

    /// <summary>To be kept while nobody is connected to it.</summary>
    Durable = 1 << 5,

    /// <summary>Messages that were published before.</summary>
    Replay = 1 << 6,

    /// <summary>The number of each message.</summary>
    Sequence = 1 << 7,

    /// <summary>What becomes of messages that it does not take fast enough.</summary>
    SlowConsumer = 1 << 8,

    /// <summary>To be kept as RabbitMQ's queues are; those that are queues already need nothing for it.</summary>
    DurableQueue = 1 << 9,
}
