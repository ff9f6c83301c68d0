using System.CommandLine;
using Stomp.Benchmarks.Load.Floor;
using Stomp.Benchmarks.Load.Reporting;
using Stomp.Benchmarks.Load.Scenarios;
using Stomp.Benchmarks.Load.Wire;

namespace Stomp.Benchmarks.Load.Commands;

/// <summary>The command <c>load</c>, and what its scenarios have in common.</summary>
internal static class LoadCommand
{
    /// <summary>Exit code: all that was published arrived as it should have.</summary>
    public const int Verified = 0;

    /// <summary>Exit code: it did not.</summary>
    public const int NotVerified = 1;

    /// <summary>Exit code: nothing could be run.</summary>
    public const int NotRun = 2;

    public static Command Make() => new("load", "Loads a STOMP 1.2 broker over TCP or WebSocket, checks every delivery, and says what it took.")
    {
        FlowCommands.FanOut(), FlowCommands.Queue(), RequestCommand.Make(), ConnectCommand.Make(), FlowCommands.Slow(), FloorCommand.Make(),
    };

    /// <summary>Gives a scenario's command its common options and its action.</summary>
    /// <param name="command">The command.</param>
    /// <param name="read">Reads its options.</param>
    /// <param name="options">Its common options, when they are not the usual ones.</param>
    public static Command Complete(Command command, Func<ParseResult, CommonSettings, FlowSettings> read, CommonOptions? options = null) =>
        Complete(
            command,
            options ?? new CommonOptions(),
            read,
            static settings => settings.Common,
            static (settings, common, cancellation) => new FlowScenario(settings with { Common = common }).Run(cancellation));

    /// <inheritdoc cref="Complete(Command, Func{ParseResult, CommonSettings, FlowSettings}, CommonOptions?)"/>
    public static Command Complete(Command command, Func<ParseResult, CommonSettings, RequestSettings> read) =>
        Complete(
            command,
            new CommonOptions(),
            read,
            static settings => settings.Common,
            static (settings, common, cancellation) => new RequestScenario(settings with { Common = common }).Run(cancellation));

    /// <inheritdoc cref="Complete(Command, Func{ParseResult, CommonSettings, FlowSettings}, CommonOptions?)"/>
    public static Command Complete(Command command, Func<ParseResult, CommonSettings, ConnectSettings> read) =>
        Complete(
            command,
            new CommonOptions(),
            read,
            static settings => settings.Common,
            static (settings, common, cancellation) => new ConnectScenario(settings with { Common = common }).Run(cancellation));

    /// <summary>Runs something, and says in one line why it could not be.</summary>
    public static async Task<int> RunAsync(Func<CancellationToken, int> run, CancellationToken cancellationToken)
    {
        try
        {
            return await Task.Run(() => run(cancellationToken), cancellationToken);
        }
        catch (LoadException exception)
        {
            await Console.Error.WriteLineAsync($"load: {exception.Message.ReplaceLineEndings(" ")}");
            return NotRun;
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("load: ended early");
            return NotRun;
        }
    }

    private static Command Complete<TSettings>(
        Command command,
        CommonOptions options,
        Func<ParseResult, CommonSettings, TSettings> read,
        Func<TSettings, CommonSettings> commonOf,
        Func<TSettings, CommonSettings, CancellationToken, LoadResult> run)
    {
        options.AddTo(command);
        command.SetAction((result, cancellationToken) => RunAsync(
            cancellation =>
            {
                TSettings settings = read(result, options.Read(result));
                CommonSettings common = commonOf(settings);
                SocketEngine.CompleteOnPollingThreads(common.Threads);
                LoadResult found = run(settings, common, cancellation) with { Command = string.Join(' ', result.Tokens.Select(static token => token.Value)) };
                if (options.Ceiling(result))
                {
                    found = Ceiling.AddTo(found, common, other => run(settings, other, cancellation), cancellation);
                }

                Write(found, options.Json(result));
                return found.IsVerified ? Verified : NotVerified;
            },
            cancellationToken));
        return command;
    }

    private static void Write(LoadResult result, string? json)
    {
        if (json == "-")
        {
            Console.WriteLine(JsonReport.Format(result));
            return;
        }

        Console.Write(TextReport.Format(result));
        if (json is not null)
        {
            File.AppendAllText(json, JsonReport.Format(result) + "\n");
        }
    }
}
