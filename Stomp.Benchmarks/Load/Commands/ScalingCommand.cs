using System.CommandLine;
using Stomp.Benchmarks.Load.Peers;
using Stomp.Benchmarks.Load.Scaling;
using Stomp.Benchmarks.Load.Wire;

namespace Stomp.Benchmarks.Load.Commands;

/// <summary>The command <c>scaling</c>.</summary>
internal static class ScalingCommand
{
    public static Command Make()
    {
        string[] keys = [.. ScalingCatalog.All().Select(static series => series.Key)];
        var series = new Option<string[]>("--series")
        {
            Description = $"The series: {string.Join(", ", keys)}. All by default.",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => keys,
        };
        series.AcceptOnlyFromAmong(keys);
        Option<int> rounds = CommandOption.WithDefault<int>("--rounds", "How often each value is run; the tables have the medians.", 3);
        Option<double> duration = CommandOption.WithDefault<double>("--duration", "Seconds that each run is measured.", 3);
        Option<double> warmup = CommandOption.WithDefault<double>("--warmup", "Seconds of load before that.", 1);
        Option<int> retries = CommandOption.WithDefault<int>("--retries", "How often a run is repeated that something else disturbed.", 2);
        Option<string?> hostPath = CommandOption.Make<string?>("--host-path", "Stomp.Host.dll; the one built with this program by default.", "FILE");
        var output = ReportOutput.MakeOption();
        var command = new Command("scaling", "Shows how the cost of our host grows with subscribers, destinations, patterns, bodies and connections.")
        {
            series, rounds, duration, warmup, retries, hostPath, output,
        };
        command.SetAction((result, cancellationToken) => LoadCommand.RunAsync(
            cancellation =>
            {
                SocketEngine.CompleteOnPollingThreads(1);
                var host = new HostPeer(result.GetValue(hostPath));
                if (host.WhyNot() is { } reason)
                {
                    throw new LoadException(reason);
                }

                var report = new ReportOutput(result, output);
                report.Add($"{host.Name} {host.Version()}");
                var run = new ScalingRun(
                    host,
                    result.GetValue(rounds),
                    result.GetValue(retries),
                    CommonOptions.Seconds("--warmup", result.GetValue(warmup)),
                    CommonOptions.Seconds("--duration", result.GetValue(duration)),
                    Console.Error);
                string[] wanted = result.GetRequiredValue(series);
                foreach (ScalingSeries one in ScalingCatalog.All().Where(one => wanted.Contains(one.Key)))
                {
                    report.Write($"scaling {one.Key}", run.Run(one, cancellation));
                }

                return run.IsVerified ? LoadCommand.Verified : LoadCommand.NotVerified;
            },
            cancellationToken));
        return command;
    }
}
