using NUnit.Framework;
using Stomp.Benchmarks.Load;
using Stomp.Benchmarks.Load.Reporting;
using Stomp.Benchmarks.Load.Scenarios;
using Stomp.Benchmarks.Load.Wire;
using Stomp.Tests.EndToEnd;

namespace Stomp.Tests.Load;

/// <summary>A short run of each scenario, bounded by the number of messages, against our own server.</summary>
public sealed class ScenarioTests : ServerFixture
{
    [Test]
    public async Task Fan_out([Values] bool webSocket)
    {
        LoadResult result = await RunAsync(Flow(webSocket, 1000) with { Subscribers = 5 });

        Assert.That(
            (result.Verification.Expected, result.Verification.Received, result.LatencyMicroseconds.Count), Is.EqualTo((5000L, 5000L, 5000L)));
    }

    [Test]
    public async Task Fan_out_of_several_publishers_to_several_topics([Values(1, 2)] int publishers, [Values(1, 2)] int threads)
    {
        LoadResult result = await RunAsync(
            Flow(webSocket: false, 1001, threads) with { Publishers = publishers * 2, Destinations = 2, Subscribers = 3 });

        Assert.That((result.Verification.Published, result.Verification.Received), Is.EqualTo((1001L, 3003L)));
    }

    [Test]
    public async Task Fan_out_with_more_topics_than_publishers_and_several_on_a_connection()
    {
        LoadResult result = await RunAsync(Flow(webSocket: false, 2000) with
        {
            Publishers = 3,
            Destinations = 100,
            DestinationsPerConnection = 30,
            Subscribers = 2,
            IdleSubscriptions = 1500,
            IdleConnections = 3,
        });

        Assert.That(result.Verification.Received, Is.EqualTo(4000));
    }

    [Test]
    public async Task Fan_out_of_bodies_larger_than_a_buffer([Values] bool webSocket)
    {
        FlowSettings settings = Flow(webSocket, 10) with { Subscribers = 2 };

        LoadResult result = await RunAsync(settings with { Common = settings.Common with { PayloadBytes = 700_000 } });

        Assert.That(result.Verification.Received, Is.EqualTo(20));
    }

    [Test]
    public async Task Fan_out_at_a_rate([Values] bool webSocket)
    {
        LoadResult result = await RunAsync(Flow(webSocket, 200) with { Subscribers = 3, Rate = 5000 });

        Assert.That((result.Verification.Received, result.OfferedPublishesPerSecond), Is.EqualTo((600L, 5000.0)));
    }

    [Test]
    public async Task Queue([Values("auto", "client", "client-individual")] string ack, [Values] bool webSocket, [Values] bool receipts)
    {
        LoadResult result = await RunAsync(Flow(webSocket, 1000) with
        {
            Scenario = "queue",
            IsQueue = true,
            Publishers = 2,
            Destinations = 2,
            Subscribers = 3,
            Ack = ack switch { "client" => AckMode.Client, "client-individual" => AckMode.ClientIndividual, _ => AckMode.Auto },
            AckEvery = 7,
            Receipts = receipts,
            Window = 50,
        });

        Assert.That((result.Verification.Received, result.Verification.Receipts), Is.EqualTo((1000L, receipts ? 1000L : 0L)));
        Assert.That(result.ConfirmMicroseconds?.Count, Is.EqualTo(receipts ? 1000L : null));
    }

    [Test]
    public async Task Queue_of_persistent_messages_that_are_confirmed([Values] bool atRate)
    {
        FlowSettings settings = Flow(webSocket: false, 1000) with { IsQueue = true, Receipts = true, Window = 10, Rate = atRate ? 10_000 : null };

        LoadResult result = await RunAsync(settings with { Common = settings.Common with { SendHeaders = FlowSettings.PersistenceHeaders(true) } });

        Assert.That((result.Verification.Received, result.Verification.Receipts, result.ConfirmMicroseconds!.Count), Is.EqualTo((1000L, 1000L, 1000L)));
    }

    [Test]
    public async Task Queue_with_a_prefetch_and_one_consumer_keeps_order()
    {
        FlowSettings settings = Flow(webSocket: false, 1000) with { IsQueue = true, Ack = AckMode.ClientIndividual };

        LoadResult result = await RunAsync(settings with { Common = settings.Common with { SubscribeHeaders = FlowSettings.PrefetchHeaders(10) } });

        Assert.That((result.Verification.Received, result.Verification.OutOfOrder), Is.EqualTo((1000L, 0L)));
    }

    [Test]
    public async Task Requests([Values] bool webSocket, [Values] bool useTopics, [Values(1, 4)] int depth)
    {
        var settings = new RequestSettings { Common = Common(webSocket, 500), Pairs = 3, Depth = depth, UseTopics = useTopics };

        LoadResult result = await RunAsync(() => new RequestScenario(settings).Run(CancellationToken.None));

        Assert.That((result.Deliveries, result.LatencyMicroseconds.Count), Is.EqualTo((500L, 500L)));
    }

    [Test]
    public async Task Connections([Values] bool webSocket, [Values] bool subscribe)
    {
        var settings = new ConnectSettings
        {
            Common = Common(webSocket, 1),
            Connections = 50,
            Concurrency = 8,
            Hold = TimeSpan.FromMilliseconds(100),
            HeartBeatOut = 50,
            HeartBeatIn = 50,
            Subscribe = subscribe,
        };

        LoadResult result = await RunAsync(() => new ConnectScenario(settings).Run(CancellationToken.None));

        Assert.That((result.Connect!.Connections, result.LatencyMicroseconds.Count), Is.EqualTo((50, 50L)));
    }

    [Test]
    public async Task Slow_subscribers_do_not_count_among_the_others()
    {
        LoadResult result = await RunAsync(Flow(webSocket: false, 1000) with { Subscribers = 4, Slow = 1, Rate = 10_000 });

        Assert.That((result.Verification.Expected, result.Verification.Received), Is.EqualTo((3000L, 3000L)));
        Assert.That((result.Slow!.Subscribers, result.Slow.Received, result.Slow.Disconnects), Is.EqualTo((1, 1000L, 0)));
    }

    [Test]
    public async Task The_servers_usage_is_measured_where_the_system_tells()
    {
        Assume.That(OperatingSystem.IsLinux());
        FlowSettings settings = Flow(webSocket: false, 5000) with { Subscribers = 5 };

        LoadResult result = await RunAsync(settings with { Common = settings.Common with { ServerPids = [Environment.ProcessId] } });

        Assert.That(result.Server!.ResidentBytesPeak, Is.GreaterThanOrEqualTo(result.Server.ResidentBytesBefore).And.GreaterThan(1 << 20));
    }

    [Test]
    public void A_server_that_refuses_is_told_in_one_line()
    {
        FlowSettings settings = Flow(webSocket: false, 1);

        Assert.That(
            () => new FlowScenario(settings with { Common = settings.Common with { TopicPrefix = "/nowhere/" } }).Run(CancellationToken.None),
            Throws.TypeOf<LoadException>().With.Message.Contains("set-up failed").And.Message.Contains("ERROR"));
    }

    [Test]
    public void A_path_without_a_web_socket_is_told_in_one_line()
    {
        FlowSettings settings = Flow(webSocket: true, 1);
        var elsewhere = ServerUrl.Parse(Server.WebSocket.ToString().Replace("/stomp", "/elsewhere", StringComparison.Ordinal));

        Assert.That(
            () => new FlowScenario(settings with { Common = settings.Common with { Url = elsewhere } }).Run(CancellationToken.None),
            Throws.TypeOf<LoadException>().With.Message.Contains("refused the WebSocket").And.Message.Contains("404"));
    }

    private static async Task<LoadResult> RunAsync(FlowSettings settings) =>
        await RunAsync(() => new FlowScenario(settings).Run(CancellationToken.None));

    private static async Task<LoadResult> RunAsync(Func<LoadResult> run)
    {
        LoadResult result = await Task.Run(run);
        Assert.That(result.IsVerified, Is.True, TextReport.Format(result));
        return result;
    }

    private FlowSettings Flow(bool webSocket, int messages, int threads = 1) =>
        new() { Common = Common(webSocket, messages) with { Threads = threads } };

    private CommonSettings Common(bool webSocket, int messages) => new()
    {
        Url = ServerUrl.Parse(webSocket ? Server.WebSocket.ToString() : $"stomp://{Server.Tcp}"),
        Messages = messages,
        SetUpTimeout = Eventually.Patience,
        Drain = Eventually.Patience,
    };
}
