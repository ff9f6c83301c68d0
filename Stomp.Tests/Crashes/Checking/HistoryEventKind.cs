namespace Stomp.Tests.Crashes.Checking;

/// <summary>What a client did, or got. An octet, because a long run has millions of events.</summary>
internal enum HistoryEventKind : byte
{
    /// <summary>SEND is about to be written.</summary>
    Sent,

    /// <summary>The RECEIPT of a SEND outside of transactions has come.</summary>
    Confirmed,

    /// <summary>A MESSAGE has come.</summary>
    Received,

    /// <summary>ACK is about to be written.</summary>
    Acked,

    /// <summary>The RECEIPT of an ACK outside of transactions has come.</summary>
    AckConfirmed,

    /// <summary>NACK is about to be written.</summary>
    Nacked,

    /// <summary>COMMIT is about to be written.</summary>
    Committing,

    /// <summary>The RECEIPT of COMMIT has come.</summary>
    Committed,

    /// <summary>ABORT is about to be written.</summary>
    Aborting,

    /// <summary>The broker, or its connections, have ended; no event of theirs comes after this one.</summary>
    Ended,
}
