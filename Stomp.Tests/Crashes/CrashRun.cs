using System.Diagnostics;
using System.Net;
using NUnit.Framework;
using Stomp.Tests.Crashes.Checking;

namespace Stomp.Tests.Crashes;

/// <summary>Clients use a broker that ends again and again; at the end what it still has is taken out of it, twice, and all is judged.</summary>
internal sealed class CrashRun
{
    // While messages are consumed, and while they are not: how many gather in one life.
    private const int MaxBacklog = 500;
    private const int MaxGathered = 1_500;

    // Of all ends, so many come during the start, and so many while clients connect; the others come under load.
    private const int StartPercent = 20;
    private const int ConnectPercent = 20;
    private const int UnderLoad = StartPercent + ConnectPercent;

    private static readonly TimeSpan Connecting = TimeSpan.FromMilliseconds(150);
    private static readonly TimeSpan Load = TimeSpan.FromMilliseconds(700);

    private readonly CrashSettings _settings;
    private readonly IOutage _outage;
    private readonly Workload _workload = new();
    private readonly Random _random;
    private readonly List<Target> _targets = [Target.Orders, Target.Shared, Target.Work, Target.Moved];
    private readonly List<CrashClient> _publishers;
    private readonly List<Subscriber> _consumers;
    private bool _isPrepared;
    private int _outages;

    public CrashRun(CrashSettings settings, IOutage outage)
    {
        _settings = settings;
        _outage = outage;
        _random = new Random(settings.Seed);
        List<Target> published = [Target.Orders, Target.Shared, Target.Work];
        if (settings.HasDurableSubscription)
        {
            _targets.Add(Target.Events);
            published.Add(Target.Events);
        }

        int NextSeed() => _random.Next();
        _publishers =
        [
            new Publisher(1, published, transactionPercent: 0, NextSeed(), _workload),
            new Publisher(2, published, transactionPercent: 30, NextSeed(), _workload),
            new Publisher(3, published, transactionPercent: 100, NextSeed(), _workload),
        ];
        _consumers =
        [
            new Consumer("consumer of orders", Target.Orders, NextSeed(), _workload),
            new Consumer("first consumer of shared", Target.Shared, NextSeed(), _workload),
            new Consumer("second consumer of shared", Target.Shared, NextSeed(), _workload),
            new Mover(4, Target.Work, [Target.Moved, Target.Orders], NextSeed(), _workload),
            new Consumer("consumer of moved", Target.Moved, NextSeed(), _workload),
        ];
        if (settings.HasDurableSubscription)
        {
            _consumers.Add(new Consumer("consumer of events", Target.Events, NextSeed(), _workload));
        }
    }

    /// <summary>Runs.</summary>
    /// <returns>What there is to say of it.</returns>
    public async Task<Verdict> RunAsync()
    {
        long started = Stopwatch.GetTimestamp();
        Say($"{CrashSettings.SeedVariable}={_settings.Seed} {CrashSettings.KillsVariable}={_settings.Outages}");
        while (_outages < _settings.Outages)
        {
            await EndOnceAsync(_settings.MinReceipts > 0 ? UnderLoad : _random.Next(100));
        }

        await LiveAsync(DrainAsync);

        // What was acknowledged, and confirmed, is not there in a further life.
        await LiveAsync(DrainAsync);
        var exclusive = _targets.Where(static target => target != Target.Shared).Select(static target => target.Name).ToHashSet();
        Verdict verdict = HistoryChecker.Check(_workload.History.Events, exclusive);
        Say($"{verdict}\n{Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s");
        return verdict;
    }

    private async Task EndOnceAsync(int percentile)
    {
        string moment = "";
        if (percentile < StartPercent && _outage.CanEndWhileStarting)
        {
            TimeSpan after = await _outage.EndWhileStartingAsync(_random);
            moment = $"{after.TotalMilliseconds:0} ms after the start";
        }
        else
        {
            LoadProfile profile = _settings.Profile ?? (_isPrepared ? NextProfile() : LoadProfile.All);
            await LiveAsync(async life => moment = await UseAsync(life, profile, percentile < UnderLoad));
        }

        _outages++;
        History history = _workload.History;
        history.Add(new HistoryEvent(HistoryEventKind.Ended));
        Say(
            $"{_outages}/{_settings.Outages}: {moment}; so far {history.CountOf(HistoryEventKind.Sent)} sent, "
            + $"{history.CountOf(HistoryEventKind.Confirmed)} and {history.CountOf(HistoryEventKind.Committed)} transactions confirmed, "
            + $"{history.CountOf(HistoryEventKind.Received)} deliveries, {history.CountOf(HistoryEventKind.AckConfirmed)} acknowledgements confirmed");
    }

    // One life of the broker, and the clients in it.
    private async Task LiveAsync(Func<BrokerLife, Task> use)
    {
        IPEndPoint server = await _outage.StartAsync();
        var life = new BrokerLife(server);
        try
        {
            await use(life);
        }
        finally
        {
            life.Announce();
            await _outage.EndAsync(life);
        }

        await life.WhenClientsHaveEndedAsync();
        await _outage.AfterEndAsync();
    }

    private async Task<string> UseAsync(BrokerLife life, LoadProfile profile, bool isEarly)
    {
        if (profile != LoadProfile.Publishers)
        {
            _consumers.ForEach(life.Start);
        }

        // Before the first message of a topic there must be the durable subscription; later it is there, whether it has a consumer or not.
        if (!_isPrepared && profile == LoadProfile.All)
        {
            await life.HoldsAsync(() => _consumers.All(static consumer => consumer.HasSubscribed), "the consumers have subscribed");
            _isPrepared = true;
        }

        life.MaxBacklog = profile == LoadProfile.Publishers ? MaxGathered : MaxBacklog;
        if (profile != LoadProfile.Consumers)
        {
            _publishers.ForEach(life.Start);
        }

        if (!isEarly)
        {
            await life.HoldsAsync(() => life.Receipts >= Math.Max(1, _settings.MinReceipts), "receipts come");
        }

        TimeSpan after = _random.NextDouble() * (isEarly ? Connecting : Load);
        await Task.Delay(after);
        return $"{after.TotalMilliseconds:0} ms after {(isEarly ? "the clients' start" : "the first receipt")} ({profile})";
    }

    private async Task DrainAsync(BrokerLife life)
    {
        _targets.ForEach(target => life.Start(new Drain(target, _workload)));
        await life.WhenClientsHaveEndedAsync();
    }

    private LoadProfile NextProfile() => _random.Next(100) switch
    {
        < 70 => LoadProfile.All,
        < 85 => LoadProfile.Publishers,
        _ => LoadProfile.Consumers,
    };

    private static void Say(string line) => TestContext.Progress.WriteLine(line);
}
