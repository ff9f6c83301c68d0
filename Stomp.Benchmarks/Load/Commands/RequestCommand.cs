using System.CommandLine;
using Stomp.Benchmarks.Load.Scenarios;

namespace Stomp.Benchmarks.Load.Commands;

/// <summary>The command <c>request</c>.</summary>
internal static class RequestCommand
{
    public static Command Make()
    {
        Option<int> pairs = CommandOption.WithDefault<int>("--pairs", "Pairs of connections: one asks, one answers.", 1);
        Option<int> depth = CommandOption.WithDefault<int>("--depth", "Requests of each pair that may be under way.", 1);
        Option<bool> topics = CommandOption.Make<bool>("--use-topics", "Through topics instead of queues.");
        var command = new Command("request", "Requests and replies: the latency of round trips.") { pairs, depth, topics };
        return LoadCommand.Complete(command, (result, common) => new RequestSettings
        {
            Common = common,
            Pairs = result.GetValue(pairs),
            Depth = result.GetValue(depth),
            UseTopics = result.GetValue(topics),
        });
    }
}
