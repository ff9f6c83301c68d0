namespace Stomp.Benchmarks.Load.Scenarios;

/// <summary>The settings of requests and replies.</summary>
internal sealed record RequestSettings
{
    public required CommonSettings Common { get; init; }

    /// <summary>Pairs of connections: one asks, one answers.</summary>
    public int Pairs { get; init; } = 1;

    /// <summary>Requests of each pair that may be under way at a time.</summary>
    public int Depth { get; init; } = 1;

    /// <summary>Whether requests and replies go through topics instead of queues.</summary>
    public bool UseTopics { get; init; }

    /// <summary>Looks for what cannot be.</summary>
    /// <exception cref="LoadException">A value is out of its range.</exception>
    public void Check()
    {
        Common.Check();
        CommonSettings.AtLeast("--pairs", Pairs, 1);
        CommonSettings.AtLeast("--depth", Depth, 1);
    }
}
