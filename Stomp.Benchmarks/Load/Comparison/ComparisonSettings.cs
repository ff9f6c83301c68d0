namespace Stomp.Benchmarks.Load.Comparison;

/// <summary>How long and how often everything is run.</summary>
internal sealed record ComparisonSettings
{
    public int Rounds { get; init; } = 3;

    /// <summary>How long each run is measured.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Load before that.</summary>
    public TimeSpan Warmup { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long each kind of load runs before the first round.</summary>
    public TimeSpan FirstWarmup { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often a run is repeated that something else on the machine disturbed.</summary>
    public int Retries { get; init; } = 2;
}
