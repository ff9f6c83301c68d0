using NUnit.Framework;
using Stomp.Benchmarks.Load;
using Stomp.Benchmarks.Load.Floor;
using Stomp.Benchmarks.Load.Messages;
using Stomp.Benchmarks.Load.Peers;
using Stomp.Benchmarks.Load.Reporting;
using Stomp.Benchmarks.Load.Scenarios;
using Stomp.Benchmarks.Load.Wire;
using Stomp.Tests.EndToEnd;

namespace Stomp.Tests.Load;

/// <summary>The server that only writes, and the ceiling that it shows.</summary>
public sealed class FloorTests
{
    private FloorServer _floor = null!;

    [SetUp]
    public void StartFloor() => _floor = new FloorServer(0);

    [TearDown]
    public void StopFloor() => _floor.Dispose();

    [Test]
    public async Task Serves_topics([Values] bool webSocket)
    {
        LoadResult result = await RunAsync(Flow(webSocket) with { Destinations = 3, Publishers = 2, Subscribers = 4 });

        Assert.That(result.Verification.Received, Is.EqualTo(4000));
    }

    [Test]
    public async Task Serves_queues([Values] bool webSocket, [Values] bool receipts)
    {
        LoadResult result = await RunAsync(
            Flow(webSocket) with { IsQueue = true, Subscribers = 3, Ack = AckMode.ClientIndividual, Receipts = receipts, Window = 100 });

        Assert.That((result.Verification.Received, result.Verification.Receipts), Is.EqualTo((1000L, receipts ? 1000L : 0L)));
    }

    [Test]
    public async Task Keeps_the_bodies_that_it_confirms([Values] bool webSocket)
    {
        string path = Path.GetTempFileName();
        try
        {
            _floor.Dispose();
            _floor = new FloorServer(0, path);

            LoadResult result = await RunAsync(Flow(webSocket) with { IsQueue = true, Publishers = 2, Destinations = 2, Receipts = true, Window = 100 });

            Assert.That(result.Verification.Receipts, Is.EqualTo(1000L));
            Assert.That(NumbersIn(path, result.PayloadBytes), Is.EquivalentTo(Enumerable.Range(0, 2).SelectMany(
                static stream => Enumerable.Range(0, 500).Select(sequence => (stream, sequence)))));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Test]
    public void Says_which_file_cannot_be_written() => Assert.That(
        () => new FloorServer(0, "/nowhere/log"), Throws.TypeOf<LoadException>().With.Message.StartsWith("cannot write /nowhere/log: "));

    [Test]
    public async Task Serves_requests([Values] bool webSocket)
    {
        var settings = new RequestSettings { Common = Flow(webSocket).Common, Pairs = 2 };

        LoadResult result = await Task.Run(() => new RequestScenario(settings).Run(CancellationToken.None));

        Assert.That(result.IsVerified, Is.True, TextReport.Format(result));
    }

    [Test]
    public async Task A_run_knows_its_ceiling()
    {
        FlowSettings settings = Flow(webSocket: true);

        LoadResult result = await Task.Run(() => Ceiling.AddTo(
            new FlowScenario(settings).Run(CancellationToken.None),
            settings.Common,
            common => new FlowScenario(settings with { Common = common }).Run(CancellationToken.None),
            CancellationToken.None));

        Assert.That(result.Ceiling!.DeliveriesPerSecond, Is.Positive);
        Assert.That(result.Ceiling.Share, Is.EqualTo(result.DeliveriesPerSecond / result.Ceiling.DeliveriesPerSecond));
    }

    [Test]
    public void Our_host_can_be_started_and_ended()
    {
        var peer = new HostPeer(Path.Combine(AppContext.BaseDirectory, "Stomp.Host.dll"));
        Assert.That(peer.WhyNot(), Is.Null);
        int pid;
        using (RunningServer server = peer.Start(CancellationToken.None))
        {
            pid = server.Pid;
            CommonSettings common = server.Settings(useWebSocket: true) with { Messages = 100, Drain = Eventually.Patience };
            Assert.That(new FlowScenario(new FlowSettings { Common = common }).Run(CancellationToken.None).IsVerified, Is.True);
        }

        Assert.That(() => System.Diagnostics.Process.GetProcessById(pid), Throws.ArgumentException);
    }

    [Test]
    public void The_server_that_appends_and_syncs_can_be_started_and_ended()
    {
        using RunningServer server = new FloorPeer { IsDurable = true }.Start(CancellationToken.None);

        var settings = new FlowSettings { Common = server.Settings(useWebSocket: false) with { Messages = 100, Drain = Eventually.Patience } };
        LoadResult result = new FlowScenario(settings with { IsQueue = true, Receipts = true }).Run(CancellationToken.None);
        Assert.That(result.IsVerified, Is.True, TextReport.Format(result));
    }

    [Test]
    public void A_host_that_cannot_keep_messages_is_told()
    {
        // Any program that has no such option.
        string path = typeof(HostPeer).Assembly.Location;

        Assert.That(new HostPeer(path).WhyNot(), Is.Null);
        Assert.That(new HostPeer(path) { IsDurable = true }.WhyNot(), Does.StartWith(path).And.Contain("no option --data").And.Contain("--host-path"));
    }

    [Test]
    public void A_host_that_was_not_built_is_told() =>
        Assert.That(new HostPeer("/nowhere/Stomp.Host.dll").WhyNot(), Does.Contain("/nowhere/Stomp.Host.dll").And.Contain("--host-path"));

    private static IEnumerable<(int Stream, int Sequence)> NumbersIn(string path, int bodyBytes)
    {
        var payload = new Payload(bodyBytes);
        foreach (byte[] body in File.ReadAllBytes(path).Chunk(bodyBytes))
        {
            Assert.That(payload.TryRead(body, out int stream, out int sequence, out _), Is.True, "whole and unchanged");
            yield return (stream, sequence);
        }
    }

    private static async Task<LoadResult> RunAsync(FlowSettings settings)
    {
        LoadResult result = await Task.Run(() => new FlowScenario(settings).Run(CancellationToken.None));
        Assert.That(result.IsVerified, Is.True, TextReport.Format(result));
        return result;
    }

    private FlowSettings Flow(bool webSocket) => new()
    {
        Common = new CommonSettings
        {
            Url = ServerUrl.Parse(webSocket ? $"ws://{_floor.EndPoint}/" : $"stomp://{_floor.EndPoint}"),
            Messages = 1000,
            SetUpTimeout = Eventually.Patience,
            Drain = Eventually.Patience,
        },
    };
}
