using System.Globalization;
using Stomp.Benchmarks.Load.Scenarios;

namespace Stomp.Benchmarks.Load.Comparison;

/// <summary>The runs of the comparison.</summary>
internal static class ComparisonCases
{
    // With each consumer taking this many messages ahead, no broker waits for acknowledgements.
    private const int Prefetch = 200;
    private const int Connections = 2000;

    /// <summary>Those whose messages may be lost in a crash, in their order.</summary>
    public static IEnumerable<ComparisonCase> Transient()
    {
        foreach (bool webSocket in new[] { false, true })
        {
            yield return FanOut(webSocket, subscribers: 1, payload: 128);
            yield return FanOut(webSocket, subscribers: 10, payload: 128);
            yield return FanOut(webSocket, subscribers: 100, payload: 128);
            yield return FanOut(webSocket, subscribers: 10, payload: 1024);
            yield return FanOut(webSocket, subscribers: 10, payload: 16 << 10);
            yield return Flow("queue, 128 B", webSocket, static common => new FlowSettings { Common = common, Scenario = "queue", IsQueue = true });
            yield return Flow("queue, each message acknowledged and confirmed, 128 B", webSocket, AcknowledgedQueue);
        }

        yield return Flow("10 topics × 10 subscribers, 128 B", webSocket: false,
            static common => new FlowSettings { Common = common, Destinations = 10, Publishers = 10, Subscribers = 10 });
        foreach (bool webSocket in new[] { false, true })
        {
            yield return Request(webSocket, pairs: 1);
            yield return Request(webSocket, pairs: 16);
            yield return AtRate(webSocket, subscribers: 1, rate: 5000);
            yield return AtRate(webSocket, subscribers: 100, rate: 200);
        }

        foreach (bool webSocket in new[] { false, true })
        {
            yield return new ComparisonCase(
                string.Create(CultureInfo.InvariantCulture, $"{Connections:N0} connections, each with a subscription"),
                ComparisonKind.Connections,
                webSocket,
                static (common, cancellation) => new ConnectScenario(
                    new ConnectSettings { Common = common, Connections = Connections, Subscribe = true, Hold = common.Duration }).Run(cancellation));
        }

        yield return new ComparisonCase("10 subscribers, one of which does not read, 2,000/s of 1 KiB", ComparisonKind.Slow, false, static (common, cancellation) => new FlowScenario(
            new FlowSettings { Common = common with { PayloadBytes = 1024, Duration = TimeSpan.FromSeconds(10) }, Scenario = "slow", Subscribers = 10, Slow = 1, Rate = 2000 }).Run(cancellation));
    }

    /// <summary>Those whose messages must be on the disk before they are confirmed.</summary>
    public static IEnumerable<ComparisonCase> Durable()
    {
        foreach (int payload in new[] { 128, 1024 })
        {
            yield return new ComparisonCase(
                $"queue, each message persistent, acknowledged and confirmed, {Size(payload)}",
                ComparisonKind.Durable,
                UseWebSocket: false,
                (common, cancellation) => new FlowScenario(AcknowledgedQueue(
                    common with { PayloadBytes = payload, SendHeaders = FlowSettings.PersistenceHeaders(true) })).Run(cancellation));
        }
    }

    private static ComparisonCase FanOut(bool webSocket, int subscribers, int payload) => Flow(
        string.Create(CultureInfo.InvariantCulture, $"fan-out to {subscribers}, {Size(payload)}"),
        webSocket,
        common => new FlowSettings { Common = common with { PayloadBytes = payload }, Subscribers = subscribers });

    private static string Size(int octets) =>
        octets < 1024 ? string.Create(CultureInfo.InvariantCulture, $"{octets} B") : string.Create(CultureInfo.InvariantCulture, $"{octets / 1024} KiB");

    private static ComparisonCase Flow(string name, bool webSocket, Func<CommonSettings, FlowSettings> settings) =>
        new(name, ComparisonKind.Throughput, webSocket, (common, cancellation) => new FlowScenario(settings(common)).Run(cancellation));

    private static FlowSettings AcknowledgedQueue(CommonSettings common) => new()
    {
        Common = common with { SubscribeHeaders = FlowSettings.PrefetchHeaders(Prefetch) },
        Scenario = "queue",
        IsQueue = true,
        Ack = AckMode.ClientIndividual,
        Receipts = true,
        Window = 100,
    };

    private static ComparisonCase Request(bool webSocket, int pairs) => new(
        string.Create(CultureInfo.InvariantCulture, $"request and reply, {pairs} {(pairs == 1 ? "pair" : "pairs")}, 128 B"),
        ComparisonKind.Latency,
        webSocket,
        (common, cancellation) => new RequestScenario(new RequestSettings { Common = common, Pairs = pairs }).Run(cancellation));

    private static ComparisonCase AtRate(bool webSocket, int subscribers, double rate) => new(
        string.Create(CultureInfo.InvariantCulture, $"fan-out to {subscribers} at {rate * subscribers:N0} deliveries/s, 128 B"),
        ComparisonKind.Latency,
        webSocket,
        (common, cancellation) => new FlowScenario(new FlowSettings { Common = common, Subscribers = subscribers, Rate = rate }).Run(cancellation));
}
