using System.Globalization;
using System.Text;
using Stomp.Benchmarks.Load.Peers;
using Stomp.Benchmarks.Load.Reporting;
using Stomp.Benchmarks.Load.Scenarios;

namespace Stomp.Benchmarks.Load.Scaling;

/// <summary>Runs series against a host of ours, a new one for each, and makes a table of each.</summary>
/// <param name="host">The host.</param>
/// <param name="rounds">How often each value is run; the table has the medians.</param>
/// <param name="retries">How often a run is repeated that something else disturbed.</param>
/// <param name="warmup">Load before each measurement.</param>
/// <param name="duration">How long is measured.</param>
/// <param name="progress">Where the results are told as they come.</param>
internal sealed class ScalingRun(Peer host, int rounds, int retries, TimeSpan warmup, TimeSpan duration, TextWriter progress)
{
    private const double Kibi = 1 << 10;
    private const double Mebi = 1 << 20;

    private const int FirstConnections = 10;
    private static readonly TimeSpan FirstWarmup = TimeSpan.FromSeconds(8);

    /// <summary>Whether every run was verified.</summary>
    public bool IsVerified { get; private set; } = true;

    /// <summary>Runs a series.</summary>
    /// <returns>Its table.</returns>
    public string Run(ScalingSeries series, CancellationToken cancellationToken)
    {
        var results = new Dictionary<ScalingPoint, List<LoadResult>>();
        using RunningServer server = host.Start(cancellationToken);
        ScalingPoint middle = series.Points[series.Points.Count / 2];
        middle.Run(server.Settings(useWebSocket: false) with { Warmup = TimeSpan.Zero, Duration = FirstWarmup }, cancellationToken);
        for (int round = 1; round <= rounds; round++)
        {
            foreach (ScalingPoint point in series.Points)
            {
                // Memory of connections is that of a process which has had no others, but for the few that have its code compiled.
                using RunningServer? fresh = series.IsConnecting ? host.Start(cancellationToken) : null;
                CommonSettings Common() => (fresh ?? server).Settings(useWebSocket: false) with { Warmup = warmup, Duration = duration };
                if (fresh is not null)
                {
                    new ConnectScenario(new ConnectSettings { Common = Common(), Connections = FirstConnections, Subscribe = true, Hold = warmup }).Run(cancellationToken);
                }

                LoadResult result = QuietRun.Repeat(() => point.Run(Common(), cancellationToken), fresh is null ? retries : 0);
                Note(series, point, result);
                (results.TryGetValue(point, out List<LoadResult>? all) ? all : results[point] = []).Add(result);
            }
        }

        return new StringBuilder().Append(series.Title).Append(":\n\n").Append(
            series.IsConnecting ? ConnectTable(series, results) : FlowTable(series, results)).Append('\n').ToString();
    }

    private static MarkdownTable FlowTable(ScalingSeries series, Dictionary<ScalingPoint, List<LoadResult>> results)
    {
        var table = new MarkdownTable(
            series.Column,
            "deliveries per second",
            "server CPU per delivery, µs",
            $"of that at {series.Base}",
            "wall time per delivery, µs",
            "p50, µs",
            "p99, µs",
            "server memory, MiB");
        double? first = Cpu(results[series.Points.First(point => point.Value == series.Base)]);
        foreach (ScalingPoint point in series.Points)
        {
            List<LoadResult> all = results[point];
            table.Add(
                point.Value,
                Median(all, static result => result.DeliveriesPerSecond),
                Figures.Format(Cpu(all)),
                Figures.Ratio(Cpu(all), first),
                Median(all, static result => 1e6 / result.DeliveriesPerSecond),
                Median(all, static result => result.LatencyMicroseconds.P50),
                Median(all, static result => result.LatencyMicroseconds.P99),
                Median(all, static result => result.Server?.ResidentBytesPeak / Mebi));
        }

        return table;
    }

    private static MarkdownTable ConnectTable(ScalingSeries series, Dictionary<ScalingPoint, List<LoadResult>> results)
    {
        var table = new MarkdownTable(
            series.Column,
            "connections per second",
            "server CPU per connection, µs",
            "server memory per connection, KiB",
            "server CPU while held, cores");
        foreach (ScalingPoint point in series.Points)
        {
            List<LoadResult> all = results[point];
            table.Add(
                point.Value,
                Median(all, static result => result.DeliveriesPerSecond),
                Figures.Format(Cpu(all)),
                Median(all, static result => result.Connect?.ServerBytesPerConnectionHeld / Kibi),
                Median(all, static result => result.Connect?.HoldCpuCores));
        }

        return table;
    }

    private static double? Cpu(List<LoadResult> results) =>
        Figures.Median(results.Select(static result => result.Server?.Cpu.CpuMicrosecondsPerDelivery));

    private static string Median(List<LoadResult> results, Func<LoadResult, double?> figure) =>
        Figures.Format(Figures.Median(results.Select(figure)));

    private void Note(ScalingSeries series, ScalingPoint point, LoadResult result)
    {
        progress.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{series.Key} {point.Value}: {result.DeliveriesPerSecond:N0}/s, {result.Server?.Cpu.CpuMicrosecondsPerDelivery:F3} µs, others {result.OtherCores:F2} cores"));
        if (!result.IsVerified)
        {
            IsVerified = false;
            progress.WriteLine(TextReport.Format(result));
        }
    }
}
