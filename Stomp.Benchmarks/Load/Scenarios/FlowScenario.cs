using Stomp.Benchmarks.Load.Measuring;
using Stomp.Benchmarks.Load.Reporting;
using Stomp.Benchmarks.Load.Wire;

namespace Stomp.Benchmarks.Load.Scenarios;

/// <summary>Messages go from publishers to subscribers, through topics or queues, in a closed loop or an open one.</summary>
internal sealed class FlowScenario(FlowSettings settings) : Scenario<FlowShard>
{
    // How long those that were slow have to read what the server kept for them, and longest sleep of the thread that paces.
    private static readonly TimeSpan SlowCatchUp = TimeSpan.FromSeconds(2);
    private const long MaxSleep = 20_000;

    private volatile bool _isLoading;
    private Thread? _pacer;

    protected override CommonSettings Common => settings.Common;

    protected override string Name => settings.Scenario;

    protected override ConnectionSettings MakeConnectionSettings()
    {
        settings.Check();
        OpenFileLimit.Check(settings.Connections);
        byte[] connect = ConnectionSettings.MakeConnectFrame(Common.VirtualHost ?? Common.Url.Host, Common.Login, Common.Passcode, 0, 0);
        return new ConnectionSettings(
            Common.Url, connect, ConnectionSettings.InputBytesFor(settings.Connections), SourceAddresses.For(Common.Url, settings.Connections));
    }

    protected override FlowShard MakeShard(RunContext context, int index) => new(context, settings, index);

    protected override void StartLoad(long now)
    {
        _isLoading = true;
        EachShard(shard => shard.Start(now));
        if (settings.Rate is not null)
        {
            _pacer = new Thread(PublishAtRate) { IsBackground = true, Name = "open loop" };
            _pacer.Start();
        }
    }

    protected override void StopLoad()
    {
        _isLoading = false;
        _pacer?.Join();
        EachShard(static shard => shard.Drain());
        if (settings.Slow > 0)
        {
            Sleep(SlowCatchUp);
        }
    }

    protected override bool IsQuotaDone() => Shards.All(static shard =>
    {
        lock (shard.Group.Gate)
        {
            return shard.IsQuotaReached && shard.Outstanding == 0;
        }
    });

    protected override LoadResult Complete(LoadResult result) => result with
    {
        OfferedPublishesPerSecond = settings.Rate,
        ConfirmMicroseconds = settings.Receipts ? LatencyFigures.From(Confirmations()) : null,
        Slow = settings.Slow == 0
            ? null
            : new SlowFigures(
                settings.Slow * settings.Destinations,
                Sum(static shard => shard.Slow.Sum(static receiver => receiver.Received)),
                Sum(static shard => shard.Slow.Sum(static receiver => receiver.Checks.Sum(static check => (long)check.Missing))),
                (int)Sum(static shard => shard.SlowDisconnects)),
    };

    private LatencyHistogram Confirmations()
    {
        var all = new LatencyHistogram();
        EachShard(shard => all.Add(shard.Confirmations));
        return all;
    }

    private void PublishAtRate()
    {
        Pace.BeExact();
        while (_isLoading)
        {
            long next = long.MaxValue;
            foreach (FlowShard shard in Shards)
            {
                lock (shard.Group.Gate)
                {
                    next = Math.Min(next, shard.PublishDue(Clock.Now));
                }
            }

            Pace.Sleep(Math.Min(next - Clock.Now, MaxSleep));
        }
    }
}
