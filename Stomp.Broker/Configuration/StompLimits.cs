using Stomp.Core.Frames;

namespace Stomp.Broker.Configuration;

/// <summary>Every limit of the broker, the same for all transports. None of them can be switched off: each has an owner and a reason.</summary>
public sealed class StompLimits
{
    /// <summary>The limits of a frame that comes in.</summary>
    public FrameLimits Frame { get; } = new();

    /// <summary>
    /// Octets that may wait to be sent to one session. At the limit it is disconnected, with the reason in the log: a peer that does not
    /// read must not cost others. Default 8 MiB: twice the largest message.
    /// </summary>
    public long MaxOutboxBytes
    {
        get;
        set => field = Positive(value, nameof(MaxOutboxBytes));
    } = 8 * 1024 * 1024;

    /// <summary>
    /// Octets of messages that one queue may hold, un-acknowledged ones included. At the limit a SEND is answered with ERROR. Default 256 MiB.
    /// </summary>
    public long MaxQueueBytes
    {
        get;
        set => field = Positive(value, nameof(MaxQueueBytes));
    } = 256 * 1024 * 1024;

    /// <summary>Subscriptions of one session. Default 1,000 (H-15).</summary>
    public int MaxSubscriptions
    {
        get;
        set => field = (int)Positive(value, nameof(MaxSubscriptions));
    } = 1_000;

    /// <summary>
    /// Un-acknowledged messages of one subscription; also the default of <c>prefetch-count</c>, which may ask for fewer. At the limit the
    /// subscription gets no more until it acknowledges some. Default 65,535 (H-15).
    /// </summary>
    public int MaxUnackedMessages
    {
        get;
        set => field = (int)Positive(value, nameof(MaxUnackedMessages));
    } = 65_535;

    /// <summary>Open transactions of one session. Default 16 (H-15), as RabbitMQ has it.</summary>
    public int MaxTransactions
    {
        get;
        set => field = (int)Positive(value, nameof(MaxTransactions));
    } = 16;

    /// <summary>SEND, ACK and NACK frames in one transaction. Default 1,024 (H-15), as RabbitMQ has it.</summary>
    public int MaxTransactionActions
    {
        get;
        set => field = (int)Positive(value, nameof(MaxTransactionActions));
    } = 1_024;

    /// <summary>Octets of messages that the open transactions of one session may hold together. Default 8 MiB: twice the largest message.</summary>
    public long MaxTransactionBytes
    {
        get;
        set => field = Positive(value, nameof(MaxTransactionBytes));
    } = 8 * 1024 * 1024;

    /// <summary>How long a connection may take to CONNECT. Default 10 s (H-1).</summary>
    public TimeSpan ConnectTimeout
    {
        get;
        set => field = Positive(value, nameof(ConnectTimeout));
    } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long a connection is kept after ERROR or DISCONNECT so that the peer can read the answer (C-138). What it still sends in that
    /// time is read and thrown away. Default 5 s.
    /// </summary>
    public TimeSpan LingerTimeout
    {
        get;
        set => field = Positive(value, nameof(LingerTimeout));
    } = TimeSpan.FromSeconds(5);

    private static long Positive(long value, string name) =>
        value > 0 ? value : throw new ArgumentOutOfRangeException(name, value, "must be greater than 0");

    private static TimeSpan Positive(TimeSpan value, string name) =>
        value > TimeSpan.Zero && value <= TimeSpan.FromDays(1)
            ? value
            : throw new ArgumentOutOfRangeException(name, value, "must be greater than 0 and at most a day");
}
