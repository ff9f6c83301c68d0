namespace Stomp.Tests.Crashes.Checking;

/// <summary>How far a transaction is.</summary>
internal enum TransactionState
{
    /// <summary>Neither COMMIT nor ABORT was sent: nothing of it may be in effect.</summary>
    Open,

    /// <summary>COMMIT was sent: all of it may be in effect, or nothing.</summary>
    Committing,

    /// <summary>The broker has confirmed COMMIT: all of it is in effect.</summary>
    Committed,

    /// <summary>ABORT was sent: nothing of it may be in effect.</summary>
    Aborted,
}
