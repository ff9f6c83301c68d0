namespace Stomp.Broker.Subscriptions;

/// <summary>What becomes of a message that a consumer refuses.</summary>
internal enum RejectionOutcome : byte
{
    /// <summary>It is delivered again: what NACK means when it says nothing else (C-102).</summary>
    Requeue,

    /// <summary>It goes to the dead letters; where there are none, it is gone.</summary>
    DeadLetter,

    /// <summary>It is gone.</summary>
    Discard,
}
