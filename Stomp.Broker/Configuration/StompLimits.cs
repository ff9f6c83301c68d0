using Stomp.Core.Frames;

namespace Stomp.Broker.Configuration;

/// <summary>Every limit of the broker, the same for all transports. None of them can be switched off: each has an owner and a reason.</summary>
public sealed class StompLimits
{
    /// <summary>The limits of a frame that comes in.</summary>
    public FrameLimits Frame { get; } = new();

    /// <summary>Connections served at a time. At the limit a new one is answered with ERROR and closed. Default 100,000.</summary>
    public int MaxSessions
    {
        get;
        set => field = (int)Positive(value, nameof(MaxSessions));
    } = 100_000;

    /// <summary>
    /// Connections that have not completed CONNECT. At the limit the one that has taken longest is closed to make place for a new one, so
    /// that silent connections cannot keep others out. Default 1,000 (H-1).
    /// </summary>
    public int MaxUnauthenticatedSessions
    {
        get;
        set => field = (int)Positive(value, nameof(MaxUnauthenticatedSessions));
    } = 1_000;

    /// <summary>
    /// New connections a second from one address, of which as many may come at once; loopback addresses have no such limit. Beyond it a connection is answered
    /// with ERROR and closed. Default 50 (H-1). Behind a proxy that does not pass addresses on, raise it.
    /// </summary>
    public int MaxConnectsPerSecondPerAddress
    {
        get;
        set => field = (int)Positive(value, nameof(MaxConnectsPerSecondPerAddress));
    } = 50;

    /// <summary>Octets that a connection may send before its CONNECT is complete, line ends included. Default 8 KiB (H-1): a CONNECT with a bearer token fits.</summary>
    public int MaxUnauthenticatedBytes
    {
        get;
        set => field = (int)Positive(value, nameof(MaxUnauthenticatedBytes));
    } = 8 * 1024;

    /// <summary>
    /// How long a frame may take to arrive, from its first octet; in addition it has the time that <see cref="MinReceiveBytesPerSecond"/> gives for
    /// what has come of it. Default 30 s (H-4).
    /// </summary>
    public TimeSpan FrameTimeout
    {
        get;
        set => field = Positive(value, nameof(FrameTimeout));
    } = TimeSpan.FromSeconds(30);

    /// <summary>The slowest rate at which a frame may arrive, in octets a second, beyond <see cref="FrameTimeout"/>. Default 1 KiB (H-4).</summary>
    public int MinReceiveBytesPerSecond
    {
        get;
        set => field = (int)Positive(value, nameof(MinReceiveBytesPerSecond));
    } = 1024;

    /// <summary>
    /// How long a peer may take nothing of what waits to be sent to it; in addition it has the time that <see cref="MinSendBytesPerSecond"/> gives for what is being
    /// sent at once. Then it is disconnected. Default 10 s.
    /// </summary>
    public TimeSpan SendTimeout
    {
        get;
        set => field = Positive(value, nameof(SendTimeout));
    } = TimeSpan.FromSeconds(10);

    /// <summary>The slowest rate at which a peer may take what is sent, in octets a second, beyond <see cref="SendTimeout"/>. Default 16 KiB.</summary>
    public int MinSendBytesPerSecond
    {
        get;
        set => field = (int)Positive(value, nameof(MinSendBytesPerSecond));
    } = 16 * 1024;

    /// <summary>
    /// Octets that may wait to be sent in all sessions together. Above it those with most are disconnected first, until it holds again.
    /// Default a quarter of the memory that the process may use.
    /// </summary>
    public long MaxTotalOutboxBytes
    {
        get;
        set => field = Positive(value, nameof(MaxTotalOutboxBytes));
    } = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4;

    /// <summary>
    /// Octets of memory that the messages of all queues together may take up: some 700 for a small one, up to twice its octets for a large one.
    /// At the limit a SEND to any of them is answered with ERROR. Default a quarter of the memory that the process may use.
    /// </summary>
    public long MaxTotalQueueBytes
    {
        get;
        set => field = Positive(value, nameof(MaxTotalQueueBytes));
    } = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4;

    /// <summary>Queues at a time: those with messages or consumers. At the limit a SEND or SUBSCRIBE to a new one is answered with ERROR. Default 100,000 (H-15).</summary>
    public int MaxQueues
    {
        get;
        set => field = (int)Positive(value, nameof(MaxQueues));
    } = 100_000;

    /// <summary>
    /// Octets that may wait to be sent to one session. At the limit it is disconnected, with the reason in the log: a peer that does not
    /// read must not cost others. Default 8 MiB: twice the largest body.
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

    /// <summary>
    /// Durable subscriptions at a time, whether or not somebody is connected to them. At the limit a SUBSCRIBE to a new one is answered with ERROR. Each may
    /// hold <see cref="MaxQueueBytes"/>; beyond that messages are dropped for it. Default 10,000.
    /// </summary>
    public int MaxDurableSubscriptions
    {
        get;
        set => field = (int)Positive(value, nameof(MaxDurableSubscriptions));
    } = 10_000;

    /// <summary>Topics that retain a message. At the limit a SEND that is to be retained by another one is answered with ERROR. Default 10,000.</summary>
    public int MaxRetainedMessages
    {
        get;
        set => field = (int)Positive(value, nameof(MaxRetainedMessages));
    } = 10_000;

    /// <summary>Octets of the messages that topics retain together. At the limit a SEND that is to be retained is answered with ERROR. Default 64 MiB.</summary>
    public long MaxRetainedBytes
    {
        get;
        set => field = Positive(value, nameof(MaxRetainedBytes));
    } = 64 * 1024 * 1024;

    /// <summary>
    /// Octets of memory that the messages which all topics keep for replay may take up. Beyond it they are forgotten, first those of the topic that was published to
    /// the longest ago. Default a quarter of the memory that the process may use.
    /// </summary>
    public long MaxTotalReplayBytes
    {
        get;
        set => field = Positive(value, nameof(MaxTotalReplayBytes));
    } = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4;

    /// <summary>Octets of a destination. Default 1 KiB: four times what RabbitMQ takes as a name.</summary>
    public int MaxDestinationBytes
    {
        get;
        set => field = (int)Positive(value, nameof(MaxDestinationBytes));
    } = 1024;

    /// <summary>Tokens of a topic's name, or of a subscription's pattern: each costs a node of the tree. Default 32.</summary>
    public int MaxTopicTokens
    {
        get;
        set => field = (int)Positive(value, nameof(MaxTopicTokens));
    } = 32;

    /// <summary>
    /// Wildcards for any number of tokens (<c>**</c>, <c>#</c>, <c>&gt;</c>) in one pattern: the more there are, the more a new name must
    /// be compared with. Default 4.
    /// </summary>
    public int MaxTopicWildcards
    {
        get;
        set => field = (int)Positive(value, nameof(MaxTopicWildcards));
    } = 4;

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

    /// <summary>
    /// Temporary destinations of one session; each is there until the session ends. At the limit a SEND or SUBSCRIBE that names another one is refused. Default 1,000,
    /// as there are subscriptions.
    /// </summary>
    public int MaxTemporaryDestinations
    {
        get;
        set => field = (int)Positive(value, nameof(MaxTemporaryDestinations));
    } = 1_000;

    /// <summary>Destinations in a list, in SEND or SUBSCRIBE: a message is copied for each of them. Default 32.</summary>
    public int MaxCompositeDestinations
    {
        get;
        set => field = (int)Positive(value, nameof(MaxCompositeDestinations));
    } = 32;

    /// <summary>Messages that wait for their time, of all sessions together. At the limit a SEND that asks for a delay is refused. Default 100,000.</summary>
    public int MaxScheduledMessages
    {
        get;
        set => field = (int)Positive(value, nameof(MaxScheduledMessages));
    } = 100_000;

    /// <summary>
    /// Octets of memory that the messages that wait for their time may take up: some 700 for a small one, up to twice its octets for a large one. At the limit a SEND
    /// that asks for a delay is refused. Default 64 MiB.
    /// </summary>
    public long MaxScheduledBytes
    {
        get;
        set => field = Positive(value, nameof(MaxScheduledBytes));
    } = 64 * 1024 * 1024;

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

    /// <summary>Octets of messages that the open transactions of one session may hold together. Default 8 MiB: twice the largest body.</summary>
    public long MaxTransactionBytes
    {
        get;
        set => field = Positive(value, nameof(MaxTransactionBytes));
    } = 8 * 1024 * 1024;

    /// <summary>
    /// How long a transaction may be open without a frame that belongs to it; then its session is ended. What is acknowledged in it is held back from other consumers
    /// for so long. Default 5 min: far more than a program needs between two frames, and less than people take to look for messages that are missing.
    /// </summary>
    public TimeSpan TransactionTimeout
    {
        get;
        set => field = Positive(value, nameof(TransactionTimeout));
    } = TimeSpan.FromMinutes(5);

    /// <summary>How long a connection may take to CONNECT. Default 10 s (H-1).</summary>
    public TimeSpan ConnectTimeout
    {
        get;
        set => field = Positive(value, nameof(ConnectTimeout));
    } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Failed logins a minute of one login from one address, of which as many may come at once; an address may have ten times as many in all. Beyond it
    /// further ones are answered with ERROR without being looked at. Default 10 (H-1).
    /// </summary>
    public int MaxFailedLoginsPerMinute
    {
        get;
        set => field = (int)Positive(value, nameof(MaxFailedLoginsPerMinute));
    } = 10;

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
