using System.Globalization;
using System.Text;
using Stomp.Benchmarks.Load.Messages;

namespace Stomp.Benchmarks.Load.Reporting;

/// <summary>A result as text for people.</summary>
internal static class TextReport
{
    private static readonly CultureInfo Culture = CultureInfo.InvariantCulture;
    private const double Mebi = 1 << 20;
    private const double Kibi = 1 << 10;

    // From here on the generator may well be what limited the run.
    private const double NearCeiling = 0.7;

    /// <summary>Writes one.</summary>
    public static string Format(LoadResult result)
    {
        var text = new StringBuilder();
        text.AppendLine(Culture, $"{result.Scenario} {result.Url} {result.Label}");
        text.AppendLine(
            Culture,
            $"  {result.DeliveriesPerSecond:N0} deliveries/s, {result.PublishesPerSecond:N0} publishes/s over {result.Seconds:F2} s, {result.PayloadBytes} octets each");
        AddLatency(text, "latency", result.LatencyMicroseconds);
        if (result.ConfirmMicroseconds is { } confirm)
        {
            AddLatency(text, "until the receipt", confirm);
        }

        if (result.Server is { } server)
        {
            text.AppendLine(Culture, $"  server: {server.Cpu.CpuMicrosecondsPerDelivery:F3} µs of CPU per delivery ({server.Cpu.CpuCores:F2} cores); memory in MiB: "
                + $"{server.ResidentBytesBefore / Mebi:F1} before, {server.ResidentBytesPeak / Mebi:F1} peak, {server.ResidentBytesAfter / Mebi:F1} after");
        }
        else
        {
            text.AppendLine(
                Culture, $"  server: CPU and memory not available{(OperatingSystem.IsLinux() ? " without --server-pid" : ": only Linux tells")}");
        }

        string others = result.OtherCores is { } cores ? string.Create(Culture, $"; all else on this machine: {cores:F2} cores") : "";
        text.AppendLine(
            Culture,
            $"  generator: {result.Generator.CpuMicrosecondsPerDelivery:F3} µs of CPU per delivery ({result.Generator.CpuCores:F2} cores){others}");
        AddScenario(text, result);
        AddCeiling(text, result.Ceiling);
        AddVerification(text, result.Verification, result.IsVerified);
        return text.ToString();
    }

    private static void AddLatency(StringBuilder text, string name, LatencyFigures latency) => text.AppendLine(
        Culture,
        $"  {name} in µs: p50 {latency.P50:N0}, p90 {latency.P90:N0}, p99 {latency.P99:N0}, p99.9 {latency.P999:N0}, max {latency.Max:N0}");

    private static void AddScenario(StringBuilder text, LoadResult result)
    {
        if (result.Connect is { } connect)
        {
            text.AppendLine(
                Culture,
                $"  {connect.Connections:N0} connections at {connect.ConnectionsPerSecond:N0}/s; heart-beats received {connect.HeartBeats:N0}");
            if (connect.ServerBytesPerConnection is { } bytes)
            {
                text.AppendLine(
                    Culture,
                    $"  server per connection: {bytes / Kibi:F2} KiB at first, {connect.ServerBytesPerConnectionHeld / Kibi:F2} KiB held; {connect.HoldCpuCores:F3} cores while held");
            }
        }

        if (result.Slow is { } slow)
        {
            text.AppendLine(
                Culture,
                $"  slow subscribers: {slow.Subscribers}; they received {slow.Received:N0}, left out {slow.Gaps:N0}, disconnected {slow.Disconnects}");
        }
    }

    private static void AddCeiling(StringBuilder text, CeilingFigures? ceiling)
    {
        if (ceiling is not null)
        {
            text.AppendLine(Culture, $"  ceiling of the generator: {ceiling.DeliveriesPerSecond:N0} deliveries/s, p50 {ceiling.P50Microseconds:N0} µs, p99 {ceiling.P99Microseconds:N0} µs, "
                + $"{ceiling.GeneratorCores:F2} cores, {ceiling.ServerCpuMicrosecondsPerDelivery:F3} µs of CPU per delivery for the server that only writes");
            if (ceiling.Share is { } share)
            {
                text.AppendLine(
                    Culture, $"  this run reached {share:P0} of it{(share > NearCeiling ? ": the generator may have been the limit" : "")}");
            }
        }
    }

    private static void AddVerification(StringBuilder text, VerificationCounts counts, bool isVerified)
    {
        text.AppendLine(Culture, $"  {(isVerified ? "verified" : "NOT VERIFIED")}: published {counts.Published}, expected {counts.Expected}, received {counts.Received}, missing {counts.Missing}, "
            + $"duplicate {counts.Duplicate}, out of order {counts.OutOfOrder}, corrupt {counts.Corrupt}, receipts {counts.Receipts} (missing {counts.ReceiptsMissing}, out of order {counts.ReceiptsOutOfOrder}), "
            + $"ERROR frames {counts.ErrorFrames}, malformed {counts.MalformedFrames}, disconnects {counts.Disconnects}");
        if (counts.FirstError is { } error)
        {
            text.AppendLine(Culture, $"  first error: {error.ReplaceLineEndings(" | ")}");
        }
    }
}
