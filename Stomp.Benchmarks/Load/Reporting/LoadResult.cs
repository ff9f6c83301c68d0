using System.Text.Json.Serialization;
using Stomp.Benchmarks.Load.Measuring;
using Stomp.Benchmarks.Load.Messages;

namespace Stomp.Benchmarks.Load.Reporting;

/// <summary>What a run found. Its JSON has the same names in snake case.</summary>
internal sealed record LoadResult
{
    public required string Scenario { get; init; }

    public string? Label { get; init; }

    public required string Url { get; init; }

    /// <summary>The command line, when there was one.</summary>
    public string? Command { get; init; }

    public required int PayloadBytes { get; init; }

    /// <summary>How long was measured.</summary>
    public required double Seconds { get; init; }

    /// <summary>Deliveries within that time; replies of requests, connections of <c>connect</c>.</summary>
    public required long Deliveries { get; init; }

    public required double DeliveriesPerSecond { get; init; }

    public required long Publishes { get; init; }

    public required double PublishesPerSecond { get; init; }

    /// <summary>Open loop: the rate at which messages were due.</summary>
    public double? OfferedPublishesPerSecond { get; init; }

    public required LatencyFigures LatencyMicroseconds { get; init; }

    /// <summary>With receipts: from when a message was sent, or due in an open loop, until its receipt came.</summary>
    public LatencyFigures? ConfirmMicroseconds { get; init; }

    /// <summary>The server's usage; <see langword="null"/> when no process was named, or the system does not tell.</summary>
    public ServerFigures? Server { get; init; }

    public required CpuFigures Generator { get; init; }

    /// <summary>Cores that something else kept busy: with much of it, the run is worth little.</summary>
    public double? OtherCores { get; init; }

    public ConnectFigures? Connect { get; init; }

    public SlowFigures? Slow { get; init; }

    public CeilingFigures? Ceiling { get; init; }

    /// <summary>The server's memory as the run went on.</summary>
    [JsonPropertyName("server_memory")]
    public IReadOnlyList<MemorySample> MemorySamples { get; init; } = [];

    public required VerificationCounts Verification { get; init; }

    /// <summary>Whether all that was published arrived as it should have.</summary>
    public required bool IsVerified { get; init; }
}
