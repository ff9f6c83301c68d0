namespace Stomp.Core.Protocol;

/// <summary>The names of the headers in <see cref="KnownHeader"/>, as UTF-8. Names are case sensitive (C-7).</summary>
public static class HeaderName
{
    /// <summary>The names as they stand in header lines, by <see cref="KnownHeader"/>.</summary>
    internal static readonly NameTable Table = CreateTable();

    /// <summary><c>accept-version</c>: the versions a client speaks.</summary>
    public static ReadOnlySpan<byte> AcceptVersion => "accept-version"u8;

    /// <summary><c>ack</c>: the ack mode of SUBSCRIBE, the key to acknowledge a MESSAGE by in 1.2.</summary>
    public static ReadOnlySpan<byte> Ack => "ack"u8;

    /// <summary><c>content-length</c>: the octets of the body.</summary>
    public static ReadOnlySpan<byte> ContentLength => "content-length"u8;

    /// <summary><c>content-type</c>: the MIME type of the body.</summary>
    public static ReadOnlySpan<byte> ContentType => "content-type"u8;

    /// <summary><c>delivery-count</c>: which delivery of a message this one is, on a MESSAGE that was delivered before: 2 or more.</summary>
    public static ReadOnlySpan<byte> DeliveryCount => "delivery-count"u8;

    /// <summary><c>destination</c>: where a message goes, or comes from.</summary>
    public static ReadOnlySpan<byte> Destination => "destination"u8;

    /// <summary><c>heart-beat</c>: what a party can send and wants to get.</summary>
    public static ReadOnlySpan<byte> HeartBeat => "heart-beat"u8;

    /// <summary><c>host</c>: the virtual host.</summary>
    public static ReadOnlySpan<byte> Host => "host"u8;

    /// <summary><c>id</c>: of a subscription; in 1.2 also of the message in ACK and NACK.</summary>
    public static ReadOnlySpan<byte> Id => "id"u8;

    /// <summary><c>login</c>: the user.</summary>
    public static ReadOnlySpan<byte> Login => "login"u8;

    /// <summary><c>message</c>: the short text of an ERROR.</summary>
    public static ReadOnlySpan<byte> Message => "message"u8;

    /// <summary><c>message-id</c>: the id of a MESSAGE.</summary>
    public static ReadOnlySpan<byte> MessageId => "message-id"u8;

    /// <summary><c>passcode</c>: the user's password.</summary>
    public static ReadOnlySpan<byte> Passcode => "passcode"u8;

    /// <summary><c>prefetch-count</c>: the most un-acknowledged messages of a subscription, as RabbitMQ has it.</summary>
    public static ReadOnlySpan<byte> PrefetchCount => "prefetch-count"u8;

    /// <summary><c>receipt</c>: asks for a RECEIPT with this id.</summary>
    public static ReadOnlySpan<byte> Receipt => "receipt"u8;

    /// <summary><c>receipt-id</c>: the receipt that is answered.</summary>
    public static ReadOnlySpan<byte> ReceiptId => "receipt-id"u8;

    /// <summary><c>receipt-mode</c>: how a receipt is answered.</summary>
    public static ReadOnlySpan<byte> ReceiptMode => "receipt-mode"u8;

    /// <summary><c>redelivered</c>: <c>true</c> on a MESSAGE that was delivered before.</summary>
    public static ReadOnlySpan<byte> Redelivered => "redelivered"u8;

    /// <summary><c>selector</c>: which messages a subscription wants.</summary>
    public static ReadOnlySpan<byte> Selector => "selector"u8;

    /// <summary><c>server</c>: name and version of the server.</summary>
    public static ReadOnlySpan<byte> Server => "server"u8;

    /// <summary><c>session</c>: the id of the session.</summary>
    public static ReadOnlySpan<byte> Session => "session"u8;

    /// <summary><c>subscription</c>: the subscription a MESSAGE is for.</summary>
    public static ReadOnlySpan<byte> Subscription => "subscription"u8;

    /// <summary><c>transaction</c>: the transaction a frame belongs to.</summary>
    public static ReadOnlySpan<byte> Transaction => "transaction"u8;

    /// <summary><c>version</c>: the version agreed, or those supported.</summary>
    public static ReadOnlySpan<byte> Version => "version"u8;

    /// <summary>The name of a known header.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="header"/> is <see cref="KnownHeader.None"/> or undefined.</exception>
    public static ReadOnlySpan<byte> ToUtf8(KnownHeader header) => header switch
    {
        KnownHeader.AcceptVersion => AcceptVersion,
        KnownHeader.Ack => Ack,
        KnownHeader.ContentLength => ContentLength,
        KnownHeader.ContentType => ContentType,
        KnownHeader.DeliveryCount => DeliveryCount,
        KnownHeader.Destination => Destination,
        KnownHeader.HeartBeat => HeartBeat,
        KnownHeader.Host => Host,
        KnownHeader.Id => Id,
        KnownHeader.Login => Login,
        KnownHeader.Message => Message,
        KnownHeader.MessageId => MessageId,
        KnownHeader.Passcode => Passcode,
        KnownHeader.PrefetchCount => PrefetchCount,
        KnownHeader.Receipt => Receipt,
        KnownHeader.ReceiptId => ReceiptId,
        KnownHeader.ReceiptMode => ReceiptMode,
        KnownHeader.Redelivered => Redelivered,
        KnownHeader.Selector => Selector,
        KnownHeader.Server => Server,
        KnownHeader.Session => Session,
        KnownHeader.Subscription => Subscription,
        KnownHeader.Transaction => Transaction,
        KnownHeader.Version => Version,
        _ => throw new ArgumentOutOfRangeException(nameof(header), header, "not a known header"),
    };

    /// <summary>Tells which known header a name is; <see cref="KnownHeader.None"/> for any other.</summary>
    public static KnownHeader Resolve(ReadOnlySpan<byte> name) => (KnownHeader)Table.Find(name);

    private static NameTable CreateTable()
    {
        KnownHeader[] headers = Enum.GetValues<KnownHeader>();
        var table = new NameTable(':', headers.Length);
        foreach (KnownHeader header in headers.Where(header => header != KnownHeader.None))
        {
            table.Add(ToUtf8(header), (int)header);
        }

        return table;
    }
}
