using System.CommandLine;
using Stomp.Benchmarks.Load.Scenarios;

namespace Stomp.Benchmarks.Load.Commands;

/// <summary>The commands of scenarios in which messages go from publishers to subscribers.</summary>
internal static class FlowCommands
{
    // By default so much comes in a run that a server has to do something about those that do not read.
    private const double SlowRate = 2000;
    private const int SlowPayload = 1024;

    /// <summary><c>fanout</c>: topics.</summary>
    public static Command FanOut() => Topics("fanout", "Topics: each message goes to all subscribers of its topic.", slow: null);

    /// <summary><c>slow</c>: topics of which some subscribers do not read.</summary>
    public static Command Slow()
    {
        Option<int> slow = CommandOption.WithDefault<int>("--slow", "Subscribers of each topic that stop to read.", 1);
        return Topics("slow", "As fanout, while some subscribers do not read: the latency of the others and the server's memory.", slow);
    }

    /// <summary><c>queue</c>: queues.</summary>
    public static Command Queue()
    {
        Option<int> publishers = CommandOption.WithDefault<int>("--publishers", "Publishing connections.", 1);
        Option<int> queues = CommandOption.WithDefault<int>("--queues", "Queues.", 1);
        Option<int> consumers = CommandOption.WithDefault<int>("--consumers", "Consumers of each queue.", 1);
        Option<int?> window = CommandOption.Make<int?>(
            "--window", "Messages of one publisher to one queue that may be under way; with --receipts, those not confirmed. Chosen by default.");
        Option<int> backlog = CommandOption.WithDefault<int>(
            "--backlog", "With --receipts: messages of one publisher that may wait in one queue.", 10_000);
        Option<double?> rate = CommandOption.Make<double?>("--rate", "Messages per second in all, whatever became of those before (open loop).");
        Option<string> ack = CommandOption.WithDefault<string>("--ack", "How consumers acknowledge.", "auto");
        ack.AcceptOnlyFromAmong("auto", "client", "client-individual");
        Option<int> ackEvery = CommandOption.WithDefault<int>("--ack-every", "With --ack client: an ACK for so many messages.", 1);
        Option<int?> prefetch = CommandOption.Make<int?>(
            "--prefetch", "Messages that a consumer may have un-acknowledged: as prefetch-count and activemq.prefetchSize.");
        Option<bool> receipts = CommandOption.Make<bool>("--receipts", "Ask for a receipt for each message, and measure how long it takes.");
        Option<bool> persistent = CommandOption.Make<bool>("--persistent", "Send messages that the server must not lose.");
        var command = new Command("queue", "Queues: each message goes to one consumer.")
        {
            publishers, queues, consumers, window, backlog, rate, ack, ackEvery, prefetch, receipts, persistent,
        };
        return LoadCommand.Complete(command, (result, common) => new FlowSettings
        {
            Common = common with
            {
                SendHeaders = [.. common.SendHeaders, .. FlowSettings.PersistenceHeaders(result.GetValue(persistent))],
                SubscribeHeaders = [.. common.SubscribeHeaders, .. FlowSettings.PrefetchHeaders(result.GetValue(prefetch))],
            },
            Scenario = "queue",
            IsQueue = true,
            Publishers = result.GetValue(publishers),
            Destinations = result.GetValue(queues),
            Subscribers = result.GetValue(consumers),
            Window = result.GetValue(window),
            Backlog = result.GetValue(backlog),
            Rate = result.GetValue(rate),
            Ack = result.GetValue(ack) switch { "client" => AckMode.Client, "client-individual" => AckMode.ClientIndividual, _ => AckMode.Auto },
            AckEvery = result.GetValue(ackEvery),
            Receipts = result.GetValue(receipts),
        });
    }

    private static Command Topics(string name, string description, Option<int>? slow)
    {
        Option<int> publishers = CommandOption.WithDefault<int>("--publishers", "Publishing connections.", 1);
        Option<int> topics = CommandOption.WithDefault<int>("--topics", "Topics.", 1);
        Option<int> subscribers = CommandOption.WithDefault<int>("--subscribers", "Subscribers of each topic.", slow is null ? 1 : 10);
        Option<int> perConnection = CommandOption.WithDefault<int>(
            "--topics-per-connection", "Topics that a subscribing connection subscribes to.", 1);
        Option<int?> window = CommandOption.Make<int?>(
            "--window", "Messages of one publisher to one topic that may be under way: until the last subscriber has them. Chosen by default.");
        var rate = new Option<double?>("--rate")
        {
            Description = $"Messages per second in all, whatever became of those before (open loop).{(slow is null ? "" : $" Default {SlowRate:F0}.")}",
        };
        Option<int> idle = CommandOption.Make<int>("--idle-subscriptions", "Subscriptions besides, to which nothing is published.");
        Option<string> idleDestination = CommandOption.WithDefault<string>(
            "--idle-destination", "Their destinations; {i} is the number, {name} that of the run.", "/topic/{name}-idle.{i}");
        Option<int> idleConnections = CommandOption.Make<int>("--idle-connections", "Connections besides, which do nothing.");
        var command = new Command(name, description)
        {
            publishers, topics, subscribers, perConnection, window, rate, idle, idleDestination, idleConnections,
        };
        if (slow is not null)
        {
            command.Options.Add(slow);
        }

        Func<ParseResult, CommonSettings, FlowSettings> read = (result, common) => new FlowSettings
        {
            Common = common,
            Scenario = name,
            Publishers = result.GetValue(publishers),
            Destinations = result.GetValue(topics),
            Subscribers = result.GetValue(subscribers),
            DestinationsPerConnection = result.GetValue(perConnection),
            Window = result.GetValue(window),
            Rate = result.GetValue(rate) ?? (slow is null ? null : SlowRate),
            IdleSubscriptions = result.GetValue(idle),
            IdleDestination = result.GetRequiredValue(idleDestination),
            IdleConnections = result.GetValue(idleConnections),
            Slow = slow is null ? 0 : result.GetValue(slow),
        };
        return LoadCommand.Complete(command, read, slow is null ? null : new CommonOptions(SlowPayload));
    }
}
