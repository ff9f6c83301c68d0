namespace Stomp.Benchmarks.Load.Messages;

/// <summary>What a delivery is by its number in the stream.</summary>
internal enum SequenceFinding
{
    /// <summary>The next one.</summary>
    InOrder,

    /// <summary>A later one: those between are missing, so far.</summary>
    AfterGap,

    /// <summary>One that was missing: it has come behind a later one.</summary>
    OutOfOrder,

    /// <summary>One that had come before.</summary>
    Duplicate,
}
