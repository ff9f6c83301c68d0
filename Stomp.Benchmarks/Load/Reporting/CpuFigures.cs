namespace Stomp.Benchmarks.Load.Reporting;

/// <summary>Processor time within the measured time.</summary>
/// <param name="CpuSeconds">Processor seconds.</param>
/// <param name="CpuCores">Of one core's time: 1.5 for one and a half cores.</param>
/// <param name="CpuMicrosecondsPerDelivery">For each delivery.</param>
internal sealed record CpuFigures(double CpuSeconds, double CpuCores, double CpuMicrosecondsPerDelivery)
{
    /// <summary>Works them out.</summary>
    public static CpuFigures From(double cpuSeconds, double seconds, long deliveries) =>
        new(cpuSeconds, cpuSeconds / seconds, cpuSeconds * 1e6 / Math.Max(1, deliveries));
}
