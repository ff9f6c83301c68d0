namespace Stomp.Core.Protocol;

/// <summary>The names of the headers in <see cref="KnownHeader"/>, as UTF-8. Names are case sensitive (C-7).</summary>
public static class HeaderName
{
    /// <summary><c>accept-version</c>: the versions a client speaks.</summary>
    public static ReadOnlySpan<byte> AcceptVersion => "accept-version"u8;

    /// <summary><c>ack</c>: the ack mode of SUBSCRIBE, the key to acknowledge a MESSAGE by in 1.2.</summary>
    public static ReadOnlySpan<byte> Ack => "ack"u8;

    /// <summary><c>content-length</c>: the octets of the body.</summary>
    public static ReadOnlySpan<byte> ContentLength => "content-length"u8;

    /// <summary><c>content-type</c>: the MIME type of the body.</summary>
    public static ReadOnlySpan<byte> ContentType => "content-type"u8;

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

    /// <summary>Tells which known header a name is; <see cref="KnownHeader.None"/> for any other.</summary>
    public static KnownHeader Resolve(ReadOnlySpan<byte> name)
    {
        // The length and the first octet leave one candidate, or two; then one comparison decides.
        switch (name.Length)
        {
            case 2:
                return name.SequenceEqual(Id) ? KnownHeader.Id : KnownHeader.None;
            case 3:
                return name.SequenceEqual(Ack) ? KnownHeader.Ack : KnownHeader.None;
            case 4:
                return name.SequenceEqual(Host) ? KnownHeader.Host : KnownHeader.None;
            case 5:
                return name.SequenceEqual(Login) ? KnownHeader.Login : KnownHeader.None;
            case 6:
                return name.SequenceEqual(Server) ? KnownHeader.Server : KnownHeader.None;
            case 7:
                return name[0] switch
                {
                    (byte)'r' when name.SequenceEqual(Receipt) => KnownHeader.Receipt,
                    (byte)'m' when name.SequenceEqual(Message) => KnownHeader.Message,
                    (byte)'s' when name.SequenceEqual(Session) => KnownHeader.Session,
                    (byte)'v' when name.SequenceEqual(Version) => KnownHeader.Version,
                    _ => KnownHeader.None,
                };
            case 8:
                return name[0] switch
                {
                    (byte)'p' when name.SequenceEqual(Passcode) => KnownHeader.Passcode,
                    (byte)'s' when name.SequenceEqual(Selector) => KnownHeader.Selector,
                    _ => KnownHeader.None,
                };
            case 10:
                return name[0] switch
                {
                    (byte)'m' when name.SequenceEqual(MessageId) => KnownHeader.MessageId,
                    (byte)'r' when name.SequenceEqual(ReceiptId) => KnownHeader.ReceiptId,
                    (byte)'h' when name.SequenceEqual(HeartBeat) => KnownHeader.HeartBeat,
                    _ => KnownHeader.None,
                };
            case 11:
                return name[0] switch
                {
                    (byte)'d' when name.SequenceEqual(Destination) => KnownHeader.Destination,
                    (byte)'t' when name.SequenceEqual(Transaction) => KnownHeader.Transaction,
                    (byte)'r' when name.SequenceEqual(Redelivered) => KnownHeader.Redelivered,
                    _ => KnownHeader.None,
                };
            case 12:
                return name[0] switch
                {
                    (byte)'c' when name.SequenceEqual(ContentType) => KnownHeader.ContentType,
                    (byte)'s' when name.SequenceEqual(Subscription) => KnownHeader.Subscription,
                    _ => KnownHeader.None,
                };
            case 14:
                return name[0] switch
                {
                    (byte)'c' when name.SequenceEqual(ContentLength) => KnownHeader.ContentLength,
                    (byte)'a' when name.SequenceEqual(AcceptVersion) => KnownHeader.AcceptVersion,
                    (byte)'p' when name.SequenceEqual(PrefetchCount) => KnownHeader.PrefetchCount,
                    _ => KnownHeader.None,
                };
            default:
                return KnownHeader.None;
        }
    }
}
