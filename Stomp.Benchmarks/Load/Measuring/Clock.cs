using System.Diagnostics;

namespace Stomp.Benchmarks.Load.Measuring;

/// <summary>The time that messages carry: microseconds since the process first asked, never going back.</summary>
internal static class Clock
{
    private static readonly long Epoch = Stopwatch.GetTimestamp();
    private static readonly long TicksPerMicrosecond = Stopwatch.Frequency / 1_000_000;

    /// <summary>Microseconds now.</summary>
    public static long Now => (Stopwatch.GetTimestamp() - Epoch) / TicksPerMicrosecond;

    /// <summary>A span of time in microseconds.</summary>
    public static long Microseconds(TimeSpan span) => span.Ticks / TimeSpan.TicksPerMicrosecond;
}
