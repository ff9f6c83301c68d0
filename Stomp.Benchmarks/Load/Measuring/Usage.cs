namespace Stomp.Benchmarks.Load.Measuring;

/// <summary>What processes have used.</summary>
/// <param name="CpuSeconds">Processor time, in user code and in the kernel, since they started.</param>
/// <param name="ResidentBytes">Memory that is resident now.</param>
internal readonly record struct Usage(double CpuSeconds, long ResidentBytes);
