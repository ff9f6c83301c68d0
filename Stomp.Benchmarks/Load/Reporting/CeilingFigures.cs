namespace Stomp.Benchmarks.Load.Reporting;

/// <summary>The same run against a server that only writes: what the generator itself can do here.</summary>
/// <param name="DeliveriesPerSecond">Its rate.</param>
/// <param name="Share">The run's rate, of the ceiling's: near 1 the generator was the limit, not the server. <see langword="null"/> in an open loop.</param>
/// <param name="P50Microseconds">The median latency.</param>
/// <param name="P99Microseconds">The latency that 99 of 100 did not exceed.</param>
/// <param name="GeneratorCores">The generator's processor time.</param>
/// <param name="ServerCpuMicrosecondsPerDelivery">The processor time that writing took.</param>
internal sealed record CeilingFigures(
    double DeliveriesPerSecond, double? Share, double P50Microseconds, double P99Microseconds, double GeneratorCores, double ServerCpuMicrosecondsPerDelivery);
