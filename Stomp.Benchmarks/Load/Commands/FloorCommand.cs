using System.CommandLine;
using Stomp.Benchmarks.Load.Floor;
using Stomp.Benchmarks.Load.Wire;

namespace Stomp.Benchmarks.Load.Commands;

/// <summary>The command <c>floor</c>: the server that only writes.</summary>
internal static class FloorCommand
{
    public static Command Make()
    {
        Option<int> port = CommandOption.WithDefault<int>("--port", "The port, on 127.0.0.1, for TCP and WebSocket; 0 is any free one.", 0);
        Option<bool> untilInputEnds = CommandOption.Make<bool>(
            "--until-input-ends", "End with the standard input, and so with the process that started this one.");
        Option<string?> persist = CommandOption.Make<string?>(
            "--persist", "Append the bodies of each read to this file, and sync it before they are confirmed or delivered.", "FILE");
        var command = new Command("floor", "A server that only writes, to find the generator's own limits.") { port, untilInputEnds, persist };
        command.SetAction((result, cancellationToken) => LoadCommand.RunAsync(
            cancellation =>
            {
                SocketEngine.CompleteOnPollingThreads(1);
                using var server = new FloorServer(result.GetValue(port), result.GetValue(persist));
                Console.WriteLine($"{FloorProcess.ReadyLine}{server.EndPoint}");
                Task end = result.GetValue(untilInputEnds) ? Task.Run(Console.In.ReadToEnd, CancellationToken.None) : Task.Delay(Timeout.Infinite, cancellation);
                try
                {
                    end.Wait(cancellation);
                }
                catch (OperationCanceledException)
                {
                    // Ctrl+C is how it is ended.
                }

                return LoadCommand.Verified;
            },
            cancellationToken));
        return command;
    }
}
