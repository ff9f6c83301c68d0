using Stomp.Benchmarks.Load.Measuring;
using Stomp.Benchmarks.Load.Messages;
using Stomp.Benchmarks.Load.Reporting;
using Stomp.Benchmarks.Load.Wire;

namespace Stomp.Benchmarks.Load.Scenarios;

/// <summary>A kind of load, and the course of a run: connect, warm up, measure, drain, add up.</summary>
/// <typeparam name="TShard">Its groups of connections.</typeparam>
internal abstract class Scenario<TShard>
    where TShard : Shard
{
    // Behind the last delivery, for those that come twice.
    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(2);

    private CancellationToken _cancellation;

    protected abstract CommonSettings Common { get; }

    /// <summary>Its name in the result.</summary>
    protected abstract string Name { get; }

    protected ServerProcesses Server { get; private set; } = null!;

    protected IReadOnlyList<TShard> Shards { get; private set; } = [];

    /// <summary>Runs it.</summary>
    /// <exception cref="LoadException">It could not be run.</exception>
    /// <exception cref="OperationCanceledException">It was ended early.</exception>
    public LoadResult Run(CancellationToken cancellationToken)
    {
        _cancellation = cancellationToken;
        Server = new ServerProcesses(Common.ServerPids);
        using var opener = new ConnectionOpener(Concurrency);
        var context = new RunContext(Common, MakeConnectionSettings(), new Payload(Common.PayloadBytes), opener);
        Shards = [.. Enumerable.Range(0, Common.Threads).Select(index => MakeShard(context, index))];
        using var memory = new MemorySampler(Server);
        try
        {
            (Mark first, Mark last) = Run(opener);
            Sleep(Settling);
            EachShard(static shard => shard.SumUp());
            memory.Stop();
            return Complete(MakeResult(first, last, memory));
        }
        finally
        {
            EachShard(static shard => shard.Close());
        }
    }

    /// <summary>How many connections may be connecting at a time.</summary>
    protected virtual int Concurrency => 256;

    /// <summary>The connections' settings.</summary>
    protected abstract ConnectionSettings MakeConnectionSettings();

    protected abstract TShard MakeShard(RunContext context, int index);

    /// <summary>Connects, loads and drains.</summary>
    /// <returns>Both ends of the measured time.</returns>
    protected virtual (Mark First, Mark Last) Run(ConnectionOpener opener)
    {
        OpenAll(opener);
        Server.Refresh();
        if (Common.Messages is not null)
        {
            EachShard(static shard => shard.IsMeasuring = true);
        }

        Mark first = Read();
        StartLoad(Clock.Now);
        if (Common.Messages is null)
        {
            Sleep(Common.Warmup);
            EachShard(static shard => shard.IsMeasuring = true);
            first = Read();
            Sleep(Common.Duration);
        }
        else
        {
            WaitWhileThereIsProgress(IsQuotaDone);
        }

        Mark last = Read();
        EachShard(static shard => shard.IsMeasuring = false);
        StopLoad();
        WaitWhileThereIsProgress(() => Sum(static shard => shard.Outstanding) == 0);
        return (first, last);
    }

    /// <summary>Begins the load.</summary>
    protected abstract void StartLoad(long now);

    /// <summary>Ends it; what is under way still arrives.</summary>
    protected virtual void StopLoad()
    {
    }

    /// <summary>Whether all of <see cref="CommonSettings.Messages"/> are done.</summary>
    protected abstract bool IsQuotaDone();

    /// <summary>Adds what only this scenario knows.</summary>
    protected virtual LoadResult Complete(LoadResult result) => result;

    protected void OpenAll(ConnectionOpener opener) =>
        opener.Open([.. Shards.SelectMany(static shard => shard.Connections)], Common.SetUpTimeout, _cancellation);

    protected void Sleep(TimeSpan time)
    {
        if (_cancellation.WaitHandle.WaitOne(time))
        {
            throw new OperationCanceledException(_cancellation);
        }
    }

    protected void EachShard(Action<TShard> action)
    {
        foreach (TShard shard in Shards)
        {
            lock (shard.Group.Gate)
            {
                action(shard);
            }
        }
    }

    protected long Sum(Func<TShard, long> figure)
    {
        long sum = 0;
        EachShard(shard => sum += figure(shard));
        return sum;
    }

    /// <summary>Reads all that is read at an end of the measured time.</summary>
    protected Mark Read()
    {
        long delivered = 0;
        long published = 0;
        EachShard(shard =>
        {
            delivered += shard.Delivered;
            published += shard.Published;
        });
        return new Mark(Clock.Now, delivered, published, Server.Read().CpuSeconds, Machine.OwnCpuSeconds, Machine.AllCpuSeconds());
    }

    /// <summary>Waits until something is done, or nothing has arrived for <see cref="CommonSettings.Drain"/>.</summary>
    protected void WaitWhileThereIsProgress(Func<bool> isDone)
    {
        long delivered = -1;
        long deadline = 0;
        while (!isDone())
        {
            long now = Sum(static shard => shard.Delivered + shard.Counts.Receipts);
            if (now != delivered)
            {
                delivered = now;
                deadline = Clock.Now + Clock.Microseconds(Common.Drain);
            }
            else if (Clock.Now > deadline || Sum(static shard => shard.Counts.Disconnects) > 0)
            {
                return;
            }

            Sleep(BetweenLooks);
        }
    }

    private LoadResult MakeResult(Mark first, Mark last, MemorySampler memory)
    {
        var counts = new VerificationCounts();
        var latency = new LatencyHistogram();
        EachShard(shard =>
        {
            counts.Add(shard.Counts);
            latency.Add(shard.Latency);
        });
        double seconds = (last.Time - first.Time) / 1e6;
        long deliveries = last.Delivered - first.Delivered;
        long publishes = last.Published - first.Published;
        double own = last.OwnCpu - first.OwnCpu;
        double server = last.ServerCpu - first.ServerCpu;
        return new LoadResult
        {
            Scenario = Name,
            Label = Common.Label,
            Url = Common.Url.ToString(),
            PayloadBytes = Common.PayloadBytes,
            Seconds = seconds,
            Deliveries = deliveries,
            DeliveriesPerSecond = deliveries / seconds,
            Publishes = publishes,
            PublishesPerSecond = publishes / seconds,
            LatencyMicroseconds = LatencyFigures.From(latency),
            Server = Server.IsAvailable
                ? new ServerFigures(CpuFigures.From(server, seconds, deliveries), memory.Before, memory.Peak, Server.Read().ResidentBytes)
                : null,
            Generator = CpuFigures.From(own, seconds, deliveries),
            OtherCores = OperatingSystem.IsLinux() ? (last.AllCpu - first.AllCpu - own - server) / seconds : null,
            MemorySamples = memory.Samples,
            Verification = counts,
            IsVerified = counts.IsGood,
        };
    }
}
