namespace Stomp.Benchmarks.Load.Comparison;

/// <summary>Which figures of a run matter.</summary>
internal enum ComparisonKind
{
    /// <summary>As much as can be: deliveries per second, and the server's processor time for each.</summary>
    Throughput,

    /// <summary>As many messages as can be that survive a crash: as for throughput, and how long confirmations take.</summary>
    Durable,

    /// <summary>At a rate that all can bear: latencies.</summary>
    Latency,

    /// <summary>Connections: how fast, and how much memory.</summary>
    Connections,

    /// <summary>Slow subscribers: latencies of the others, and memory.</summary>
    Slow,
}
