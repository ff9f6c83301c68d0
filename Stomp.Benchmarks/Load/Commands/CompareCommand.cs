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
        string[] keys = ["stomp", "rabbitmq", "activemq", "floor"];
        var peers = new Option<string[]>("--peers")
        {
            Description = "The brokers: stomp, rabbitmq, activemq; and floor, which does no more than append messages to a file and sync it, where they must be durable.",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => keys,
        };
        peers.AcceptOnlyFromAmong(keys);
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
                var settings = new ComparisonSettings
                {
                    Rounds = result.GetValue(rounds),
                    Duration = CommonOptions.Seconds("--duration", result.GetValue(duration)),
                    Warmup = CommonOptions.Seconds("--warmup", result.GetValue(warmup)),
                    FirstWarmup = CommonOptions.Seconds("--first-warmup", result.GetValue(firstWarmup)),
                    Retries = result.GetValue(retries),
                };
                var pattern = new Regex(result.GetRequiredValue(cases), RegexOptions.IgnoreCase);
                string[] wanted = result.GetRequiredValue(peers);
                ComparisonGroup[] groups =
                [
                    .. ComparisonGroup.All(result.GetValue(hostPath)).Select(group => group.Only(wanted, pattern)).Where(static group => group.Cases.Count > 0),
                ];
                if (groups.Length == 0)
                {
                    throw new LoadException("no case of the brokers named with --peers matches --case");
                }

                SocketEngine.CompleteOnPollingThreads(1);
                bool isVerified = true;
                foreach (ComparisonGroup group in groups)
                {
                    if (group.WhyNot() is not { } reason)
                    {
                        isVerified &= Run(group, settings, new ReportOutput(result, output), result.GetValue(json), cancellation);
                    }
                    else if (groups.Length > 1)
                    {
                        Console.Error.WriteLine($"the {group.Section} cases are left out: {reason}");
                    }
                    else
                    {
                        throw new LoadException(reason);
                    }
                }

                return isVerified ? LoadCommand.Verified : LoadCommand.NotVerified;
            },
            cancellationToken));
        return command;
    }

    private static bool Run(
        ComparisonGroup group, ComparisonSettings settings, ReportOutput report, string? json, CancellationToken cancellationToken)
    {
        var peers = new List<Peer>();
        foreach (Peer peer in group.Peers)
        {
            if (peer.WhyNot() is { } reason)
            {
                Tell(report, $"{peer.Name} is left out: {reason}");
            }
            else
            {
                Tell(report, $"{peer.Name} {peer.Version()}");
                peers.Add(peer);
            }
        }

        if (peers.Count == 0)
        {
            throw new LoadException("none of the brokers can be started");
        }

        if (group.IsDurable)
        {
            Tell(report, $"all of them keep their messages on the same disk ({TemporaryFolder.FileSystem})");
        }

        IReadOnlyList<ComparisonResult> results;
        using (var run = new ComparisonRun(peers, group.Cases, settings, Console.Error))
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

        // Ours has its column also when it could not be started: ratios are to it and to nothing else.
        report.Write(group.Section, new ComparisonReport(results, [.. peers.Prepend(group.Peers[0]).Distinct().Select(static peer => peer.Name)]).Format());
        return results.All(static result => result.Failure is null);
    }

    // At once, and with the tables.
    private static void Tell(ReportOutput report, string fact)
    {
        report.Add(fact);
        Console.Error.WriteLine(fact);
    }
}
