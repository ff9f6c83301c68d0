using System.Globalization;
using Stomp.Benchmarks.Load.Peers;
using Stomp.Benchmarks.Load.Reporting;
using Stomp.Benchmarks.Load.Scenarios;

namespace Stomp.Benchmarks.Load.Comparison;

/// <summary>Runs all cases against all brokers, in turn, round by round.</summary>
/// <remarks>Owns the brokers that it starts.</remarks>
internal sealed class ComparisonRun(
    IReadOnlyList<Peer> peers, IReadOnlyList<ComparisonCase> cases, ComparisonSettings settings, TextWriter progress) : IDisposable
{
    private readonly Dictionary<Peer, RunningServer> _servers = [];
    private readonly List<ComparisonResult> _results = [];

    /// <summary>Runs them.</summary>
    public IReadOnlyList<ComparisonResult> Run(CancellationToken cancellationToken)
    {
        foreach (Peer peer in peers)
        {
            Start(peer, cancellationToken);
            WarmUp(peer, cancellationToken);
        }

        for (int round = 1; round <= settings.Rounds; round++)
        {
            foreach (ComparisonCase @case in cases)
            {
                // None is always first.
                for (int i = 0; i < peers.Count; i++)
                {
                    Add(@case, peers[(i + round) % peers.Count], round, cancellationToken);
                }
            }
        }

        return _results;
    }

    public void Dispose()
    {
        foreach (RunningServer server in _servers.Values)
        {
            server.Dispose();
        }
    }

    private RunningServer Start(Peer peer, CancellationToken cancellationToken)
    {
        progress.WriteLine($"starting {peer.Name} {peer.Version()}");
        RunningServer server = peer.Start(cancellationToken);
        _servers.Add(peer, server);
        return server;
    }

    // Just-in-time compilers learn what is hot from what runs.
    private void WarmUp(Peer peer, CancellationToken cancellationToken)
    {
        IEnumerable<ComparisonCase> kinds = cases.Where(static @case => @case.Kind is ComparisonKind.Throughput or ComparisonKind.Durable)
            .DistinctBy(static @case => (@case.UseWebSocket, @case.Name.StartsWith("queue", StringComparison.Ordinal)));
        foreach (ComparisonCase @case in kinds)
        {
            RunningServer server = _servers[peer];
            if (!@case.UseWebSocket || server.WebSocket is not null)
            {
                progress.WriteLine($"warming {peer.Name} up: {@case.Name}, {@case.Transport}");
                @case.Run(server.Settings(@case.UseWebSocket) with { Warmup = TimeSpan.Zero, Duration = settings.FirstWarmup }, cancellationToken);
            }
        }
    }

    private void Add(ComparisonCase @case, Peer peer, int round, CancellationToken cancellationToken)
    {
        // Memory is that of a process which has done nothing else.
        bool isFresh = @case.Kind is ComparisonKind.Connections or ComparisonKind.Slow;
        RunningServer? fresh = isFresh ? peer.Start(cancellationToken) : null;
        try
        {
            RunningServer server = fresh ?? _servers[peer];
            if (!@case.UseWebSocket || server.WebSocket is not null)
            {
                ComparisonResult result = RunQuietly(@case, peer, server, round, cancellationToken);
                _results.Add(result);
                progress.WriteLine(Describe(result));
            }
        }
        finally
        {
            fresh?.Dispose();
        }

        if (_servers[peer].HasEnded)
        {
            progress.WriteLine($"{peer.Name} has ended; starting it again");
            _servers[peer].Dispose();
            _servers.Remove(peer);
            Start(peer, cancellationToken);
        }
    }

    private ComparisonResult RunQuietly(ComparisonCase @case, Peer peer, RunningServer server, int round, CancellationToken cancellationToken)
    {
        try
        {
            CommonSettings Common() => server.Settings(@case.UseWebSocket) with
            {
                Warmup = settings.Warmup,
                Duration = settings.Duration,
                Label = @case.Name,
            };
            LoadResult result = QuietRun.Repeat(() => @case.Run(Common(), cancellationToken), settings.Retries);
            string? failure = result.IsVerified ? null : $"not verified: {result.Verification.FirstError ?? Losses(result)}";
            return new ComparisonResult(@case, peer.Name, round, result, failure);
        }
        catch (LoadException exception)
        {
            return new ComparisonResult(@case, peer.Name, round, null, exception.Message);
        }
    }

    private static string Losses(LoadResult result) => string.Create(CultureInfo.InvariantCulture,
        $"missing {result.Verification.Missing}, duplicate {result.Verification.Duplicate}, out of order {result.Verification.OutOfOrder}, corrupt {result.Verification.Corrupt}");

    private static string Describe(ComparisonResult result) => string.Create(CultureInfo.InvariantCulture,
        $"{result.Round} {result.Case.Name} ({result.Case.Transport}) {result.Peer}: ")
        + (result.Result is { } found
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{found.DeliveriesPerSecond:N0}/s, {found.Server?.Cpu.CpuMicrosecondsPerDelivery:F3} µs, p99 {found.LatencyMicroseconds.P99:N0} µs, others {found.OtherCores:F2} cores")
            : "")
        + (result.Result?.ConfirmMicroseconds is { } confirm ? string.Create(CultureInfo.InvariantCulture, $", receipts p99 {confirm.P99:N0} µs") : "")
        + (result.Failure is { } failure ? $" FAILED: {failure.ReplaceLineEndings(" ")}" : "");
}
