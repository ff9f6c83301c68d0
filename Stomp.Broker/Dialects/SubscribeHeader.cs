namespace Stomp.Broker.Dialects;

/// <summary>The headers of SUBSCRIBE that ask for something, whichever broker's clients send them.</summary>
internal enum SubscribeHeader : byte
{
    /// <summary>Any other header; it means nothing here.</summary>
    None,

    /// <summary><c>activemq.prefetchSize</c>: a number of messages. (<c>prefetch-count</c> is known to the codec.)</summary>
    PrefetchCount,

    /// <summary><c>credit</c> (Apollo): a number of messages and, after a comma, of octets.</summary>
    Credit,

    /// <summary><c>consumer-window-size</c> (Artemis): a number of octets.</summary>
    PrefetchBytes,

    /// <summary><c>x-priority</c> (RabbitMQ) or <c>activemq.priority</c>.</summary>
    Priority,

    /// <summary><c>exclusive</c> (RabbitMQ, Apollo) or <c>activemq.exclusive</c>.</summary>
    Exclusive,

    /// <summary><c>no-local</c> (Artemis) or <c>activemq.noLocal</c>.</summary>
    NoLocal,

    /// <summary><c>browser</c> (ActiveMQ, Apollo).</summary>
    Browser,

    /// <summary><c>browser-end</c> (Apollo): <c>false</c> to go on with what comes.</summary>
    BrowserEnd,

    /// <summary><c>include-seq</c> (Apollo): the name of a header for the number of each message.</summary>
    IncludeSequence,

    /// <summary><c>durable</c> (RabbitMQ): to be kept, together with <see cref="AutoDelete"/> as <c>false</c>.</summary>
    Durable,

    /// <summary><c>persistent</c> (Apollo, RabbitMQ): to be kept.</summary>
    Persistent,

    /// <summary><c>auto-delete</c> (RabbitMQ): <c>true</c> to end with the last session that has it.</summary>
    AutoDelete,

    /// <summary><c>x-queue-name</c> (RabbitMQ): the name under which it is kept; without it that is the <c>id</c>.</summary>
    QueueName,

    /// <summary><c>activemq.subscriptionName</c>, <c>durable-subscription-name</c> or <c>durable-subscriber-name</c> (Artemis): to be kept under that name.</summary>
    SubscriptionName,

    /// <summary><c>replay-last</c>: how many of the last messages of each topic.</summary>
    ReplayLast,

    /// <summary><c>from-seq</c> (Apollo): the number of the first message; 0 for all there are, -1 for none.</summary>
    FromSequence,

    /// <summary><c>from-time</c>: when the first message was published, in milliseconds of Unix time.</summary>
    FromTime,

    /// <summary><c>x-stream-offset</c> (RabbitMQ).</summary>
    StreamOffset,

    /// <summary><c>activemq.retroactive</c>: all messages that are kept, if any are.</summary>
    Retroactive,

    /// <summary><c>resume</c>: the token of the last message that came.</summary>
    Resume,

    /// <summary><c>resume-token</c>: whether each message has a token.</summary>
    ResumeToken,

    /// <summary><c>slow-consumer</c>: what becomes of messages that it does not take fast enough.</summary>
    SlowConsumer,

    /// <summary><c>max-pending</c>: how many messages may wait.</summary>
    MaxPending,

    /// <summary><c>conflate-by</c>: a header; of messages that wait and have the same value of it only the newest is wanted.</summary>
    ConflateBy,

    /// <summary><c>activemq.maximumPendingMessageLimit</c>: how many messages may wait before the oldest are dropped; -1 for any number.</summary>
    PendingLimit,
}
