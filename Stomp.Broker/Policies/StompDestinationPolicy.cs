namespace Stomp.Broker.Policies;

/// <summary>
/// How destinations behave whose names match a pattern. What a policy does not say (<see langword="null"/>) is as other policies say, or else
/// the default. Where several say the same thing, the last does.
/// </summary>
public sealed record StompDestinationPolicy
{
    /// <summary>
    /// The destinations: <c>/queue/orders.**</c>. Tokens stand between dots or slashes; <c>*</c> is any one token, <c>**</c> any number of them.
    /// </summary>
    public required string Destination { get; init; }

    /// <summary>The most messages of a queue, those delivered and not acknowledged included. Default: no limit but the octets.</summary>
    public long? MaxMessages { get; init; }

    /// <summary>The most octets of messages of a queue. Default <see cref="Configuration.StompLimits.MaxQueueBytes"/>, which it can only lower.</summary>
    public long? MaxBytes { get; init; }

    /// <summary>What becomes of messages when the queue holds as much as it may. Default <see cref="StompOverflow.Reject"/>.</summary>
    public StompOverflow? Overflow { get; init; }

    /// <summary>How long messages live at most, from when they were sent. A message's own time can only be shorter. Default: for ever.</summary>
    public TimeSpan? TimeToLive { get; init; }

    /// <summary>Where messages go that expired, were refused for good, or were delivered too often: a queue or a topic. Default: nowhere, they are dropped.</summary>
    public string? DeadLetter { get; init; }

    /// <summary>How often a message is delivered before it goes to the dead letters. Default: without end.</summary>
    public int? MaxDeliveries { get; init; }

    /// <summary>How long a message stays away before it is delivered a second time. Default: not at all.</summary>
    public TimeSpan? RedeliveryDelay { get; init; }

    /// <summary>By how much that time grows with each delivery. Default 1.</summary>
    public double? RedeliveryMultiplier { get; init; }

    /// <summary>What it grows to at most. Default one hour.</summary>
    public TimeSpan? MaxRedeliveryDelay { get; init; }

    /// <summary>How long a consumer may leave a message un-acknowledged; then the message goes to another. Default: as long as it likes.</summary>
    public TimeSpan? AckTimeout { get; init; }

    /// <summary>How long the id of a message is remembered, so that a second one with it is not taken. Default five minutes.</summary>
    public TimeSpan? DuplicateWindow { get; init; }

    /// <summary>Whether destinations come to be when they are used. Default yes; where not, only those named by a policy without wildcards exist.</summary>
    public bool? AutoCreate { get; init; }

    /// <summary>How long a queue that nobody uses, without messages or with, is kept. Default: without messages not at all, with messages for ever.</summary>
    public TimeSpan? Expires { get; init; }

    /// <summary>Whether messages that do not say it themselves survive a crash. Default no.</summary>
    public bool? Persistent { get; init; }

    /// <summary>Whether a topic keeps its last message for those who subscribe later. Default no: only messages that ask for it.</summary>
    public bool? RetainLast { get; init; }

    /// <summary>
    /// How many messages of a topic are kept for those who ask for earlier ones. Default 0, or as many as there is place for where
    /// <see cref="ReplayBytes"/> or <see cref="ReplayAge"/> says something.
    /// </summary>
    public int? ReplayMessages { get; init; }

    /// <summary>How many octets of messages of a topic are kept for those who ask for earlier ones. Default 1 MiB where messages are kept.</summary>
    public long? ReplayBytes { get; init; }

    /// <summary>How long messages of a topic are kept for those who ask for earlier ones. Default: as long as there is place.</summary>
    public TimeSpan? ReplayAge { get; init; }

    /// <summary>What becomes of messages that a subscription does not take fast enough. Default <see cref="StompSlowConsumer.Disconnect"/>.</summary>
    public StompSlowConsumer? SlowConsumer { get; init; }

    /// <summary>How many messages may wait for a subscription before <see cref="SlowConsumer"/> says what is done. Default: as many as the octets of an outbox allow.</summary>
    public int? MaxPendingMessages { get; init; }

    /// <summary>The header whose value is the key for <see cref="StompSlowConsumer.Conflate"/>. Default: the destination.</summary>
    public string? ConflateBy { get; init; }

    /// <summary>What another policy says beyond this one, and what it says against it.</summary>
    internal StompDestinationPolicy With(StompDestinationPolicy later) => this with
    {
        MaxMessages = later.MaxMessages ?? MaxMessages,
        MaxBytes = later.MaxBytes ?? MaxBytes,
        Overflow = later.Overflow ?? Overflow,
        TimeToLive = later.TimeToLive ?? TimeToLive,
        DeadLetter = later.DeadLetter ?? DeadLetter,
        MaxDeliveries = later.MaxDeliveries ?? MaxDeliveries,
        RedeliveryDelay = later.RedeliveryDelay ?? RedeliveryDelay,
        RedeliveryMultiplier = later.RedeliveryMultiplier ?? RedeliveryMultiplier,
        MaxRedeliveryDelay = later.MaxRedeliveryDelay ?? MaxRedeliveryDelay,
        AckTimeout = later.AckTimeout ?? AckTimeout,
        DuplicateWindow = later.DuplicateWindow ?? DuplicateWindow,
        AutoCreate = later.AutoCreate ?? AutoCreate,
        Expires = later.Expires ?? Expires,
        Persistent = later.Persistent ?? Persistent,
        RetainLast = later.RetainLast ?? RetainLast,
        ReplayMessages = later.ReplayMessages ?? ReplayMessages,
        ReplayBytes = later.ReplayBytes ?? ReplayBytes,
        ReplayAge = later.ReplayAge ?? ReplayAge,
        SlowConsumer = later.SlowConsumer ?? SlowConsumer,
        MaxPendingMessages = later.MaxPendingMessages ?? MaxPendingMessages,
        ConflateBy = later.ConflateBy ?? ConflateBy,
    };

    // Why it cannot be; null when it can.
    internal string? Check()
    {
        (string Name, bool IsWrong, string Expected)[] checks =
        [
            (nameof(Destination), Destination is not ['/', _, ..], "a destination or a pattern of them: /queue/orders.**"),
            (nameof(MaxMessages), MaxMessages < 1, "greater than 0"),
            (nameof(MaxBytes), MaxBytes < 1, "greater than 0"),
            (nameof(TimeToLive), TimeToLive <= TimeSpan.Zero, "greater than 0"),
            (nameof(DeadLetter), DeadLetter is not null and not ['/', _, ..], "a destination: /queue/dead"),
            (nameof(MaxDeliveries), MaxDeliveries < 1, "greater than 0"),
            (nameof(RedeliveryDelay), RedeliveryDelay < TimeSpan.Zero, "0 or more"),
            (nameof(RedeliveryMultiplier), RedeliveryMultiplier is not (null or (>= 1 and <= 1000)), "from 1 to 1000"),
            (nameof(MaxRedeliveryDelay), MaxRedeliveryDelay < TimeSpan.Zero, "0 or more"),
            (nameof(AckTimeout), AckTimeout <= TimeSpan.Zero, "greater than 0"),
            (nameof(DuplicateWindow), DuplicateWindow <= TimeSpan.Zero, "greater than 0"),
            (nameof(Expires), Expires <= TimeSpan.Zero, "greater than 0"),
            (nameof(ReplayMessages), ReplayMessages < 0, "0 or more"),
            (nameof(ReplayBytes), ReplayBytes < 1, "greater than 0"),
            (nameof(ReplayAge), ReplayAge <= TimeSpan.Zero, "greater than 0"),
            (nameof(MaxPendingMessages), MaxPendingMessages < 1, "greater than 0"),
        ];
        return checks.FirstOrDefault(static check => check.IsWrong) is { Name: { } name, Expected: { } expected } ? $"{name} must be {expected}" : null;
    }
}
