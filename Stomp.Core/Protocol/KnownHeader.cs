namespace Stomp.Core.Protocol;

/// <summary>The headers that the specifications, or this broker, give a meaning. Each is resolved once, while its frame is parsed.</summary>
public enum KnownHeader : byte
{
    /// <summary>A header of the application's own.</summary>
    None,

    /// <summary><c>accept-version</c></summary>
    AcceptVersion,

    /// <summary><c>ack</c></summary>
    Ack,

    /// <summary><c>content-length</c></summary>
    ContentLength,

    /// <summary><c>content-type</c></summary>
    ContentType,

    /// <summary><c>delivery-count</c></summary>
    DeliveryCount,

    /// <summary><c>destination</c></summary>
    Destination,

    /// <summary><c>heart-beat</c></summary>
    HeartBeat,

    /// <summary><c>host</c></summary>
    Host,

    /// <summary><c>id</c></summary>
    Id,

    /// <summary><c>login</c></summary>
    Login,

    /// <summary><c>message</c></summary>
    Message,

    /// <summary><c>message-id</c></summary>
    MessageId,

    /// <summary><c>passcode</c></summary>
    Passcode,

    /// <summary><c>prefetch-count</c></summary>
    PrefetchCount,

    /// <summary><c>receipt</c></summary>
    Receipt,

    /// <summary><c>receipt-id</c></summary>
    ReceiptId,

    /// <summary><c>receipt-mode</c></summary>
    ReceiptMode,

    /// <summary><c>redelivered</c></summary>
    Redelivered,

    /// <summary><c>selector</c></summary>
    Selector,

    /// <summary><c>server</c></summary>
    Server,

    /// <summary><c>session</c></summary>
    Session,

    /// <summary><c>subscription</c></summary>
    Subscription,

    /// <summary><c>transaction</c></summary>
    Transaction,

    /// <summary><c>version</c></summary>
    Version,
}
