namespace Stomp.Tests.Crashes.Checking;

/// <summary>What a broker promises and has not kept.</summary>
public enum ViolationKind
{
    /// <summary>Confirmed, and never delivered.</summary>
    Lost,

    /// <summary>Confirmed, delivered, never acknowledged, and gone all the same.</summary>
    Vanished,

    /// <summary>Its ACK was confirmed, and it was delivered once more.</summary>
    Resurrected,

    /// <summary>Of a transaction some is in effect and some is not.</summary>
    HalfTransaction,

    /// <summary>A message of a transaction was delivered that was never committed, or aborted.</summary>
    Uncommitted,

    /// <summary>First deliveries of a publisher's messages came in another order than it sent them.</summary>
    OutOfOrder,

    /// <summary>Delivered, and nobody has sent it.</summary>
    Unknown,

    /// <summary>Delivered, and what certainly was stored before it is missing.</summary>
    Gap,
}
