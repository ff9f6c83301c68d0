namespace Stomp.Tests.Crashes.Checking;

/// <summary>How far the acknowledgement of a delivery is.</summary>
internal enum AckState
{
    /// <summary>None was sent, or it was taken back: NACK, ABORT.</summary>
    None,

    /// <summary>It was sent, and may be in effect.</summary>
    Sent,

    /// <summary>It is in effect, and the broker has said so.</summary>
    Confirmed,
}
