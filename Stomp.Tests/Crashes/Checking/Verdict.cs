using System.Globalization;

namespace Stomp.Tests.Crashes.Checking;

/// <summary>What <see cref="HistoryChecker"/> has found.</summary>
internal sealed record Verdict
{
    /// <summary>The promises that were not kept.</summary>
    public required IReadOnlyList<Violation> Violations { get; init; }

    /// <summary>How often the broker, or its connections, have ended.</summary>
    public required int Outages { get; init; }

    /// <summary>Messages sent.</summary>
    public required int Sent { get; init; }

    /// <summary>Messages of which the broker has confirmed that it has them.</summary>
    public required int Confirmed { get; init; }

    /// <summary>Messages that were delivered once or more.</summary>
    public required int Delivered { get; init; }

    /// <summary>Messages whose ACK the broker has confirmed.</summary>
    public required int AckConfirmed { get; init; }

    /// <summary>Deliveries of messages that were delivered before.</summary>
    public required int Doubled { get; init; }

    /// <summary>Those of them that do not say <c>redelivered:true</c>.</summary>
    public required int DoubledUnmarked { get; init; }

    /// <summary>Transactions whose COMMIT the broker has confirmed.</summary>
    public required int Committed { get; init; }

    /// <summary>Transactions whose COMMIT was sent and not confirmed, and which are in effect.</summary>
    public required int InDoubtDone { get; init; }

    /// <summary>Transactions whose COMMIT was sent and not confirmed, and which are not in effect.</summary>
    public required int InDoubtUndone { get; init; }

    /// <summary>Transactions that were aborted, or not finished.</summary>
    public required int Uncommitted { get; init; }

    public int CountOf(ViolationKind kind) => Violations.Count(violation => violation.Kind == kind);

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        {Outages} outages
        messages: {Sent} sent, {Confirmed} confirmed, {Delivered} delivered, {AckConfirmed} acknowledged and confirmed
        deliveries doubled: {Doubled}, {DoubledUnmarked} of them without redelivered:true
        transactions: {Committed} confirmed, in doubt {InDoubtDone} done and {InDoubtUndone} not, {Uncommitted} aborted or unfinished
        {string.Join(", ", Enum.GetValues<ViolationKind>().Select(kind => $"{kind} {CountOf(kind)}"))}
        """);
}
