using System.CommandLine;
using System.Text.RegularExpressions;
using Stomp.Benchmarks.Load.Comparison;
using Stomp.Benchmarks.Load.Peers;
using Stomp.Benchmarks.Load.Reporting;
using Stomp.Benchmarks.Load.Wire;

namespace Stomp.Benchmarks.Load.Commands;

/// <summary>The command <c>compare</c>.</summary>
internal static class CompareCommand
{
    public static Command Make()
    {
        Option<int> rounds = CommandOption.WithDefault<int>("--rounds", "Rounds, of which the table has the medians.", 3);
        Option<double> duration = CommandOption.WithDefault<double>("--duration", "Seconds that each run is measured.", 3);
        Option<double> warmup = CommandOption.WithDefault<double>("--warmup", "Seconds of load before that.", 1);
        Option<double> firstWarmup = CommandOption.WithDefault<double>("--first-warmup", "Seconds of load of each kind before the first round.", 10);
        Option<int> retries = CommandOption.WithDefault<int>("--retries", "How often a run is repeated that something else disturbed.", 2);
        Option<string> cases = CommandOption.WithDefault<string>("--case", "Only the cases that match this regular expression.", "", "REGEX");
        var peers = new Option<string[]>("--peers")
        {
            Description = "The brokers: stomp, rabbitmq, activemq.",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = static _ => ["stomp", "rabbitmq", "activemq"],
        };
        peers.AcceptOnlyFromAmong("stomp", "rabbitmq", "activemq");
        Option<string?> hostPath = CommandOption.Make<string?>("--host-path", "Stomp.Host.dll; the one built with this program by default.", "FILE");
        var output = ReportOutput.MakeOption();
        Option<string?> json = CommandOption.Make<string?>("--json", "Append every result to this file, a line of JSON each.", "FILE");
        var command = new Command("compare", "Compares our host with RabbitMQ and ActiveMQ, those of them that are installed.")
        {
            rounds, duration, warmup, firstWarmup, retries, cases, peers, hostPath, output, json,
        };
        command.SetAction((result, cancellationToken) => LoadCommand.RunAsync(
            cancellation =>
            {
                var pattern = new Regex(result.GetRequiredValue(cases), RegexOptions.IgnoreCase);
                var settings = new ComparisonSettings
                {
                    Cases = [.. ComparisonCases.All().Where(@case => pattern.IsMatch($"{@case.Name}, {@case.Transport}"))],
                    Rounds = result.GetValue(rounds),
                    Duration = CommonOptions.Seconds("--duration", result.GetValue(duration)),
                    Warmup = CommonOptions.Seconds("--warmup", result.GetValue(warmup)),
                    FirstWarmup = CommonOptions.Seconds("--first-warmup", result.GetValue(firstWarmup)),
                    Retries = result.GetValue(retries),
                };
                string[] wanted = result.GetRequiredValue(peers);
                Peer[] all = [new HostPeer(result.GetValue(hostPath)), new RabbitMqPeer(), new ActiveMqPeer()];
                return Run(
                    [.. all.Where(peer => wanted.Contains(peer.Key))],
                    settings,
                    new ReportOutput(result, output),
                    result.GetValue(json),
                    cancellation);
            },
            cancellationToken));
        return command;
    }

    private static int Run(
        IReadOnlyList<Peer> wanted, ComparisonSettings settings, ReportOutput report, string? json, CancellationToken cancellationToken)
    {
        SocketEngine.CompleteOnPollingThreads(1);
        var peers = new List<Peer>();
        foreach (Peer peer in wanted)
        {
            if (peer.WhyNot() is { } reason)
            {
                report.Add($"{peer.Name} is left out: {reason}");
            }
            else
            {
                report.Add($"{peer.Name} {peer.Version()}");
                peers.Add(peer);
            }
        }

        if (peers.Count == 0 || settings.Cases.Count == 0)
        {
            throw new LoadException(peers.Count == 0 ? "none of the brokers can be started" : "no case matches --case");
        }

        IReadOnlyList<ComparisonResult> results;
        using (var run = new ComparisonRun(peers, settings, Console.Error))
        {
            results = run.Run(cancellationToken);
        }

        if (json is not null)
        {
            File.AppendAllLines(
                json,
                results.Where(static result => result.Result is not null).Select(
                    static result => JsonReport.Format(result.Result! with { Label = $"{result.Peer}: {result.Case.Name}, round {result.Round}" })));
        }

        report.Write("compare", new ComparisonReport(results, [.. peers.Select(static peer => peer.Name)]).Format());
        return results.All(static result => result.Failure is null) ? LoadCommand.Verified : LoadCommand.NotVerified;
    }
}
