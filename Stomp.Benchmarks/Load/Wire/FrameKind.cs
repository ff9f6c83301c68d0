namespace Stomp.Benchmarks.Load.Wire;

/// <summary>The frames that a server sends.</summary>
internal enum FrameKind
{
    /// <summary>None of those below.</summary>
    Other,
    Message,
    Receipt,
    Connected,
    Error,
}
