using System.CommandLine;
using System.Globalization;
using Stomp.Benchmarks.Load.Commands;
using Stomp.Benchmarks.Load.Reporting;

namespace Stomp.Benchmarks.Storage;

/// <summary>The command <c>store</c>: what storing messages takes, without a broker around it.</summary>
internal static class StoreCommand
{
    private static readonly CultureInfo Culture = CultureInfo.InvariantCulture;

    public static Command Make() => new("store", "Measures the message store by itself: persistent messages to SQLite.") { Write(), Recover() };

    private static Command Write()
    {
        Option<string> directory = Directory();
        Option<int> size = Size();
        Option<double> duration = CommandOption.WithDefault<double>("--duration", "Seconds that each run is measured.", 3);
        Option<int> rounds = CommandOption.WithDefault<int>("--rounds", "Rounds, of which the table has the fastest.", 3);
        var windows = new Option<int[]>("--windows")
        {
            Description = "How many messages wait to be stored at once.",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = static _ => [1, 100, 1000],
        };
        var command = new Command("write", "One publisher adds messages, each waited for within a window; without and with removing what is stored.")
        {
            directory, size, duration, rounds, windows,
        };
        command.SetAction((result, cancellationToken) => LoadCommand.RunAsync(
            cancellation =>
            {
                var table = new MarkdownTable("Run", "Messages/s", "µs of CPU each", "Commits/s", "Operations a commit", "µs a commit", "Not written");
                foreach (bool removes in (bool[])[false, true])
                {
                    foreach (int window in result.GetRequiredValue(windows))
                    {
                        var settings = new StoreFlowSettings(
                            result.GetRequiredValue(directory), window, removes, result.GetValue(size), TimeSpan.FromSeconds(result.GetValue(duration)));
                        StoreFigures best = Enumerable.Range(0, result.GetValue(rounds))
                            .Select(_ => StoreFlow.RunAsync(settings, cancellation).GetAwaiter().GetResult())
                            .MaxBy(static figures => figures.MessagesPerSecond)!;
                        table.Add(
                            string.Create(Culture, $"{(removes ? "add and remove" : "add")}, window {window}, {settings.Size} octets"),
                            best.MessagesPerSecond.ToString("N0", Culture),
                            best.CpuMicroseconds.ToString("F2", Culture),
                            best.CommitsPerSecond.ToString("N0", Culture),
                            best.OperationsPerCommit.ToString("N1", Culture),
                            (1e6 / best.CommitsPerSecond).ToString("N0", Culture),
                            best.Cancelled.ToString("P0", Culture));
                    }
                }

                Console.Write(table);
                return LoadCommand.Verified;
            },
            cancellationToken));
        return command;
    }

    private static Command Recover()
    {
        Option<string> directory = Directory();
        Option<int> size = Size();
        Option<int> messages = CommandOption.WithDefault<int>("--messages", "How many messages there are.", 1_000_000);
        Option<int> queues = CommandOption.WithDefault<int>("--queues", "In how many queues.", 1);
        var command = new Command("recover", "Fills a store, ends it as a crash does, and opens it again.") { directory, size, messages, queues };
        command.SetAction((result, cancellationToken) => LoadCommand.RunAsync(
            cancellation =>
            {
                StoreRecovery.RunAsync(
                    result.GetRequiredValue(directory), result.GetValue(messages), result.GetValue(queues), result.GetValue(size), cancellation).GetAwaiter().GetResult();
                return LoadCommand.Verified;
            },
            cancellationToken));
        return command;
    }

    private static Option<string> Directory() =>
        CommandOption.WithDefault<string>("--directory", "Where a folder for the store is made, on the disk to be measured.", Path.GetTempPath(), "DIR");

    private static Option<int> Size() => CommandOption.WithDefault<int>("--size", "Octets of a message, with its headers.", 300);
}
