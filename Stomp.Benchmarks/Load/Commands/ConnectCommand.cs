using System.CommandLine;
using Stomp.Benchmarks.Load.Scenarios;

namespace Stomp.Benchmarks.Load.Commands;

/// <summary>The command <c>connect</c>.</summary>
internal static class ConnectCommand
{
    public static Command Make()
    {
        Option<int> connections = CommandOption.WithDefault<int>("--connections", "How many.", 1000);
        Option<int> concurrency = CommandOption.WithDefault<int>("--concurrency", "How many may be connecting at a time.", 256);
        Option<double> hold = CommandOption.WithDefault<double>("--hold", "Seconds for which all are held.", 5);
        Option<string> heartBeat = CommandOption.WithDefault<string>(
            "--heartbeat", "Heart-beats that this side can send and wants, in milliseconds.", "0,0", "OUT,IN");
        Option<bool> subscribe = CommandOption.Make<bool>("--subscribe", "Each subscribes to a topic of its own.");
        var command = new Command("connect", "Connections: how fast they are made, and what they cost while they do nothing.")
        {
            connections, concurrency, hold, heartBeat, subscribe,
        };
        return LoadCommand.Complete(command, (result, common) =>
        {
            (int send, int receive) = ConnectSettings.ParseHeartBeat(result.GetRequiredValue(heartBeat));
            return new ConnectSettings
            {
                Common = common,
                Connections = result.GetValue(connections),
                Concurrency = result.GetValue(concurrency),
                Hold = CommonOptions.Seconds("--hold", result.GetValue(hold)),
                HeartBeatOut = send,
                HeartBeatIn = receive,
                Subscribe = result.GetValue(subscribe),
            };
        });
    }
}
