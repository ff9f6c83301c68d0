namespace Stomp.Core.Frames;

/// <summary>What came of looking for the end of a head.</summary>
internal enum HeadScan : byte
{
    /// <summary>It has not ended yet.</summary>
    Incomplete,

    /// <summary>All its lines are there.</summary>
    Complete,

    /// <summary>It breaks the protocol or a limit.</summary>
    Broken,
}
