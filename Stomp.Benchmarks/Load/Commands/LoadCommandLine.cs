using System.CommandLine;
using Stomp.Benchmarks.Storage;

namespace Stomp.Benchmarks.Load.Commands;

/// <summary>The command line of all that is not BenchmarkDotNet's.</summary>
internal static class LoadCommandLine
{
    // Servers that were started are ended before the process does.
    private static readonly TimeSpan TimeToEnd = TimeSpan.FromSeconds(60);

    /// <summary>Whether it is for this class: the first argument is one of its commands.</summary>
    public static bool IsFor(string[] args) => args.Length > 0 && Make().Subcommands.Any(command => command.Name == args[0]);

    /// <summary>Runs it.</summary>
    /// <returns>The exit code: see <see cref="LoadCommand"/>.</returns>
    public static async Task<int> InvokeAsync(string[] args)
    {
        ParseResult parsed = Make().Parse(args);
        if (parsed.Errors.Count > 0)
        {
            await Console.Error.WriteLineAsync(
                $"load: {string.Join(' ', parsed.Errors.Select(static error => error.Message))} --help lists the options.");
            return LoadCommand.NotRun;
        }

        return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeToEnd });
    }

    private static RootCommand Make() => new("Benchmarks of the Stomp broker.") { LoadCommand.Make(), CompareCommand.Make(), ScalingCommand.Make(), StoreCommand.Make() };
}
