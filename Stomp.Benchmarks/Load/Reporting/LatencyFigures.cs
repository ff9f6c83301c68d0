using Stomp.Benchmarks.Load.Measuring;

namespace Stomp.Benchmarks.Load.Reporting;

/// <summary>Latencies, in microseconds.</summary>
internal sealed record LatencyFigures(long Count, double Mean, double P50, double P90, double P99, double P999, double Max)
{
    /// <summary>Those of a histogram.</summary>
    public static LatencyFigures From(LatencyHistogram histogram) => new(
        histogram.Count, histogram.Mean, histogram.Percentile(0.5), histogram.Percentile(0.9), histogram.Percentile(0.99), histogram.Percentile(
            0.999), histogram.Max);
}
