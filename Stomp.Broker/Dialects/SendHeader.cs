namespace Stomp.Broker.Dialects;

/// <summary>The headers of SEND that ask queues or topics for something, whichever broker's clients send them.</summary>
internal enum SendHeader : byte
{
    /// <summary>Any other header: it is passed on, and that is all.</summary>
    None,

    /// <summary><c>persistent</c>: whether the message survives a crash (RabbitMQ, ActiveMQ, Artemis, Apollo).</summary>
    Persistent,

    /// <summary><c>priority</c>: 0 to 9 (RabbitMQ, ActiveMQ, Artemis).</summary>
    Priority,

    /// <summary><c>expires</c>: milliseconds of Unix time (ActiveMQ, Artemis, Apollo).</summary>
    Expires,

    /// <summary><c>ttl</c> (Apollo) or <c>expiration</c> (RabbitMQ): milliseconds from now.</summary>
    TimeToLive,

    /// <summary><c>x-delay</c> (RabbitMQ's plug-in) or <c>AMQ_SCHEDULED_DELAY</c> (ActiveMQ, Artemis): milliseconds from now.</summary>
    Delay,

    /// <summary><c>AMQ_SCHEDULED_TIME</c> or <c>_AMQ_SCHED_DELIVERY</c> (Artemis): milliseconds of Unix time.</summary>
    DeliveryTime,

    /// <summary><c>AMQ_SCHEDULED_PERIOD</c> (ActiveMQ): milliseconds between two deliveries.</summary>
    Period,

    /// <summary><c>AMQ_SCHEDULED_REPEAT</c> (ActiveMQ): how often it is delivered again, -1 for without end.</summary>
    Repeat,

    /// <summary><c>AMQ_SCHEDULED_CRON</c> (ActiveMQ): when it is delivered, or begins to be, as crontab writes it.</summary>
    Cron,

    /// <summary><c>JMSXGroupID</c> (ActiveMQ, Artemis) or <c>message_group</c> (Apollo).</summary>
    Group,

    /// <summary><c>_AMQ_DUPL_ID</c> (Artemis), <c>x-deduplication-header</c> (RabbitMQ's plug-in) or <c>deduplication-id</c>.</summary>
    DuplicateId,

    /// <summary><c>retain</c>: <c>set</c> or <c>remove</c> (Apollo); <c>true</c> is <c>set</c>.</summary>
    Retain,

    /// <summary><c>reply-to</c>.</summary>
    ReplyTo,
}
