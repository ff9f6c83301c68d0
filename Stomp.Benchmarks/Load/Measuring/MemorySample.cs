namespace Stomp.Benchmarks.Load.Measuring;

/// <summary>The server's memory at a time.</summary>
/// <param name="Seconds">Since the run began.</param>
/// <param name="ResidentBytes">Octets that were resident.</param>
internal readonly record struct MemorySample(double Seconds, long ResidentBytes);
