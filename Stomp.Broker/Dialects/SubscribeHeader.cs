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
}
