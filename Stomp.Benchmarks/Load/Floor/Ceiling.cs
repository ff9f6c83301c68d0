using Stomp.Benchmarks.Load.Peers;
using Stomp.Benchmarks.Load.Reporting;
using Stomp.Benchmarks.Load.Scenarios;
using Stomp.Benchmarks.Load.Wire;

namespace Stomp.Benchmarks.Load.Floor;

/// <summary>Repeats a run against a server that only writes, to say what the generator itself can do.</summary>
internal static class Ceiling
{
    /// <summary>Repeats a run.</summary>
    /// <param name="result">What the run found.</param>
    /// <param name="settings">Its settings.</param>
    /// <param name="run">Runs it with others.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <returns>The result, with the ceiling.</returns>
    public static LoadResult AddTo(
        LoadResult result, CommonSettings settings, Func<CommonSettings, LoadResult> run, CancellationToken cancellationToken)
    {
        using ChildProcess floor = FloorProcess.Start("the server that only writes", out string address, cancellationToken);
        LoadResult ceiling = run(settings with
        {
            Url = ServerUrl.Parse(settings.Url.IsWebSocket ? $"ws://{address}/" : $"stomp://{address}"),
            ServerPids = [floor.Id],
            Name = $"{settings.Name}-ceiling",
        });
        if (!ceiling.IsVerified)
        {
            throw new LoadException($"the server that only writes failed: {JsonReport.Format(ceiling)}");
        }

        return result with
        {
            Ceiling = new CeilingFigures(
                ceiling.DeliveriesPerSecond,
                result.OfferedPublishesPerSecond is null ? result.DeliveriesPerSecond / ceiling.DeliveriesPerSecond : null,
                ceiling.LatencyMicroseconds.P50,
                ceiling.LatencyMicroseconds.P99,
                ceiling.Generator.CpuCores,
                ceiling.Server?.Cpu.CpuMicrosecondsPerDelivery ?? 0),
        };
    }
}
