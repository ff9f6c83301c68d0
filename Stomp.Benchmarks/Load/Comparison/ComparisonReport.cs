using System.Text;
using Stomp.Benchmarks.Load.Reporting;

namespace Stomp.Benchmarks.Load.Comparison;

/// <summary>The comparison as Markdown: for each figure a table of the medians, and how many times better ours is.</summary>
/// <param name="results">What the runs found.</param>
/// <param name="peers">The brokers, ours first.</param>
internal sealed class ComparisonReport(IReadOnlyList<ComparisonResult> results, IReadOnlyList<string> peers)
{
    private const double Mebi = 1 << 20;
    private const double Kibi = 1 << 10;

    /// <summary>Writes it.</summary>
    public string Format()
    {
        var text = new StringBuilder();
        const ComparisonKind Throughput = ComparisonKind.Throughput;
        const ComparisonKind Durable = ComparisonKind.Durable;
        const ComparisonKind Latency = ComparisonKind.Latency;
        const ComparisonKind Connections = ComparisonKind.Connections;
        const ComparisonKind Slow = ComparisonKind.Slow;
        AddTable(text, "Deliveries per second, as many as can be", Throughput, static result => result.DeliveriesPerSecond, moreIsBetter: true);
        AddTable(text, "The server's processor time per delivery at that, in µs", Throughput, CpuOf);
        AddTable(text, "Messages per second, each synced before it is confirmed", Durable, static result => result.DeliveriesPerSecond, moreIsBetter: true);
        AddTable(text, "From a message to its receipt at that, median, in µs", Durable, static result => result.ConfirmMicroseconds?.P50);
        AddTable(text, "From a message to its receipt at that, which 99 of 100 do not exceed, in µs", Durable, static result => result.ConfirmMicroseconds?.P99);
        AddTable(text, "The server's processor time per message at that, in µs", Durable, CpuOf);
        AddTable(text, "Latency, median, in µs", Latency, static result => result.LatencyMicroseconds.P50);
        AddTable(text, "Latency that 99 of 100 do not exceed, in µs", Latency, static result => result.LatencyMicroseconds.P99);
        AddTable(text, "The server's processor time per delivery at that, in µs", Latency, CpuOf);
        AddTable(text, "Connections made per second", Connections, static result => result.DeliveriesPerSecond, moreIsBetter: true);
        AddTable(
            text, "The server's memory per connection, in KiB", Connections,
            static result => result.Connect?.ServerBytesPerConnectionHeld / Kibi);
        AddTable(
            text, "A slow subscriber: the latency of the others that 99 of 100 do not exceed, in µs", Slow,
            static result => result.LatencyMicroseconds.P99);
        AddTable(
            text, "A slow subscriber: the server's memory at its peak, in MiB", Slow,
            static result => result.Server?.ResidentBytesPeak / Mebi);
        AddFailures(text);
        return text.ToString();
    }

    private static double? CpuOf(LoadResult result) => result.Server?.Cpu.CpuMicrosecondsPerDelivery;

    private void AddTable(StringBuilder text, string title, ComparisonKind kind, Func<LoadResult, double?> figure, bool moreIsBetter = false)
    {
        var table = new MarkdownTable([title, peers[0], .. peers.Skip(1).SelectMany(static peer => new[] { peer, "ratio" })]);
        foreach (ComparisonCase @case in results.Select(static result => result.Case).Where(@case => @case.Kind == kind).Distinct())
        {
            double? ours = MedianOf(@case, peers[0], figure);
            table.Add([
                $"{@case.Name}, {@case.Transport}", Figures.Format(ours),
                .. peers.Skip(1).Select(peer => MedianOf(@case, peer, figure))
                    .SelectMany(
                        theirs => new[] { Figures.Format(theirs), moreIsBetter ? Figures.Ratio(ours, theirs) : Figures.Ratio(theirs, ours) })]);
        }

        if (!table.IsEmpty)
        {
            text.Append(table).Append('\n');
        }
    }

    // A run that was not verified has no figures.
    private double? MedianOf(ComparisonCase @case, string peer, Func<LoadResult, double?> figure) => Figures.Median(
        results.Where(result => result.Case == @case && result.Peer == peer && result.Failure is null).Select(result => result.Result is null ? null : figure(result.Result)));

    private void AddFailures(StringBuilder text)
    {
        foreach (ComparisonResult result in results.Where(static result => result.Failure is not null))
        {
            text.Append(
                $"Round {result.Round}, {result.Case.Name}, {result.Case.Transport}, {result.Peer}: {result.Failure!.ReplaceLineEndings(" ")}\n");
        }
    }
}
