using System.Globalization;
using Stomp.Benchmarks.Load.Scenarios;

namespace Stomp.Benchmarks.Load.Scaling;

/// <summary>The series that show how cost grows.</summary>
internal static class ScalingCatalog
{
    // So many connections share all subscriptions, none with more than a session may have.
    private const int SubscribingConnections = 100;

    // One for each of 100,000 destinations, and from 100 on as many together whatever their number.
    private const int MessagesUnderWay = 100_000;
    private const int MaxWindow = 1000;

    // The same for 1 and for 10,000 subscribers, so that as many octets come in one piece.
    private const int SubscriberWindow = 16;

    private static readonly int[] Tens = [1, 10, 100, 1000, 10_000];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ScalingSeries> All() =>
    [
        Flow(
            "subscribers", "subscribers", "1", $"Subscribers of one topic, each on its own connection; {SubscriberWindow} messages under way; 128 B", Tens,
            static (common, count) => new FlowSettings { Common = common, Subscribers = count, Window = SubscriberWindow }),
        Flow(
            "topics", "topics", "100", $"Topics with one subscription each{Spreading}", [.. Tens, 100_000],
            static (common, count) => Spread(common, count)),
        Flow(
            "queues", "queues", "100", $"Queues with one consumer each{Spreading}", [.. Tens, 100_000],
            static (common, count) => Spread(common, count) with { Scenario = "queue", IsQueue = true }),
        Flow(
            "wildcards", "wildcard subscriptions", "0", $"Wildcard subscriptions that do not match{Besides}; 128 B", [0, .. Tens],
            static (common, count) => Beside(common, count, "/topic/*.{name}-idle-{i}")),
        Flow(
            "idle-topics", "other subscriptions", "0", $"Subscriptions to other topics{Besides}; 128 B", [0, .. Tens, 100_000],
            static (common, count) => Beside(common, count, "/topic/{name}.idle-{i}")),
        Flow(
            "body", "octets", "16", "Octets of the body; 10 subscribers", [16, 128, 1 << 10, 16 << 10, 128 << 10, 1 << 20],
            static (common, count) => new FlowSettings { Common = common with { PayloadBytes = count }, Subscribers = 10 }),
        Flow(
            "connections", "connections", "1", $"Connections that do nothing{Besides}; 128 B", [.. Tens, MostConnections()],
            static (common, count) => new FlowSettings { Common = common, Subscribers = 10, IdleConnections = count }),
        new ScalingSeries(
            "connect", "Connections that are made and held, each with a subscription to its own topic", "connections", "1000", IsConnecting: true,
            [.. Tens.Append(MostConnections()).Select(Connecting)]),
    ];

    private static string Besides => ", beside a topic with 10 subscribers";

    private static string Spreading => $", on at most {SubscribingConnections} connections; one publisher takes them in turn; 128 B";

    // As many as are asked for, or as the system allows.
    private static int MostConnections()
    {
        const int Wanted = 20_000;
        const int Others = 100;
        return Math.Min(Wanted, OpenFileLimit.MaxConnections() - Others);
    }

    private static ScalingSeries Flow(
        string key, string column, string first, string title, int[] values, Func<CommonSettings, int, FlowSettings> settings)
    {
        ScalingPoint Point(int value) =>
            new(Text(value), (common, cancellation) => new FlowScenario(settings(common, value)).Run(cancellation));
        return new ScalingSeries(key, title, column, first, IsConnecting: false, [.. values.Select(Point)]);
    }

    private static ScalingPoint Connecting(int count)
    {
        ConnectSettings Settings(CommonSettings common) => new() { Common = common, Connections = count, Subscribe = true, Hold = common.Duration };
        return new ScalingPoint(Text(count), (common, cancellation) => new ConnectScenario(Settings(common)).Run(cancellation));
    }

    private static FlowSettings Spread(CommonSettings common, int destinations) => new()
    {
        Common = common,
        Destinations = destinations,
        DestinationsPerConnection = (destinations + SubscribingConnections - 1) / SubscribingConnections,
        Window = Math.Clamp(MessagesUnderWay / destinations, 1, MaxWindow),
    };

    private static FlowSettings Beside(CommonSettings common, int subscriptions, string destination) => new()
    {
        Common = common,
        Subscribers = 10,
        IdleSubscriptions = subscriptions,
        IdleDestination = destination,
    };

    private static string Text(int count) => count.ToString(CultureInfo.InvariantCulture);
}
