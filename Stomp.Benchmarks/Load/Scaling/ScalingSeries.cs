namespace Stomp.Benchmarks.Load.Scaling;

/// <summary>Runs in which one thing grows and nothing else.</summary>
/// <param name="Key">How the command line calls it.</param>
/// <param name="Title">What grows, and what stays.</param>
/// <param name="Column">What grows, in short.</param>
/// <param name="Base">The value that the others are compared with.</param>
/// <param name="IsConnecting">Whether making connections is what is measured, instead of messages.</param>
/// <param name="Points">The values.</param>
internal sealed record ScalingSeries(string Key, string Title, string Column, string Base, bool IsConnecting, IReadOnlyList<ScalingPoint> Points);
