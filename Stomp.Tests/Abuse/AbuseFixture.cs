using System.Diagnostics;
using NUnit.Framework;
using Stomp.Tests.EndToEnd;

namespace Stomp.Tests.Abuse;

/// <summary>
/// A host that is abused while a well-behaved pair of clients uses it. What the pair gets is a property of isolation, not a benchmark:
/// its latency under abuse is compared with its own a second before.
/// </summary>
[NonParallelizable]
public abstract class AbuseFixture
{
    // A second of the pair's messages: of fewer, the 99th percentile would be the slowest of all.
    private const int MinMessages = 200;

    private const int MaxSlowDown = 10;

    // On an idle machine a message takes 0.2 to 4 ms, and ten times that is less than what a busy processor makes any thread wait: the
    // machines that run tests have two processors, and abusers, host and pair are all on them, up to 100 ms at times and more with other
    // work beside. A pair that is held up by an abuser waits until some limit ends that one, which is 800 ms or more.
    private static readonly TimeSpan AlwaysAllowed = TimeSpan.FromMilliseconds(600);

    private const double MaxGrowth = 0.2;
    private const long AlwaysAllowedGrowth = 8 * 1024 * 1024;

    // The runtime's shared array pool lets go of what was not used for a minute, at the second collection that finds it so. How much of it
    // the abuse happens to use varies; a leak stays.
    private static readonly TimeSpan PoolsForget = TimeSpan.FromSeconds(100);

    private PairProcess _pair = null!;

    private protected AbusedHost Host { get; private set; } = null!;

    /// <summary>The limits of the host, each as <c>Name=Value</c>.</summary>
    private protected abstract string[] Limits { get; }

    [OneTimeSetUp]
    public async Task Start()
    {
        Host = await AbusedHost.StartAsync(Limits);
        _pair = PairProcess.Start(Host.Tcp);
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        try
        {
            await _pair.StopAsync();
        }
        finally
        {
            _pair.Dispose();
            await Host.DisposeAsync();
        }
    }

    /// <summary>Abuses the host, and checks that its other clients do not notice and that it forgets.</summary>
    /// <param name="round">The abuse. It checks itself what the abusers get.</param>
    /// <param name="limits">The limits that end it, and that the log must name.</param>
    private protected async Task SufferAsync(Func<Task> round, params string[] limits)
    {
        // A first round: the code is compiled, pools and the heap have the size that this abuse makes them have.
        await _pair.DeliverAsync(1);
        int? sockets = ProcessFigures.OpenSockets(Host.Id);
        await RepeatAsync(round);
        await IsForgottenAsync(sockets);
        int start = _pair.Delivered;
        await _pair.DeliverAsync(start + MinMessages);
        TimeSpan quiet = _pair.P99(start, start + MinMessages);
        long before = await SettleAsync();
        Host.ForgetLog();
        ProcessFigures.ForgetPeak(Host.Id);

        int abusedFrom = _pair.Delivered;
        int rounds = await RepeatAsync(round);
        int abusedTo = _pair.Delivered;
        await _pair.DeliverAsync(abusedTo + (MinMessages / 4));
        TimeSpan abused = _pair.P99(abusedFrom, abusedTo);
        long peak = ProcessFigures.PeakResidentBytes(Host.Id);
        await IsForgottenAsync(sockets);
        long most = before + Math.Max((long)(MaxGrowth * before), AlwaysAllowedGrowth);
        long after = await SettleAsync();
        for (long since = Stopwatch.GetTimestamp(); after > most && Stopwatch.GetElapsedTime(since) < PoolsForget;)
        {
            await _pair.DeliverAsync(_pair.Delivered + MinMessages);
            after = await SettleAsync();
        }

        TestContext.Out.WriteLine(
            $"{rounds} rounds, {abusedTo - abusedFrom} messages; p99 quiet {quiet.TotalMilliseconds:0.00} ms, abused {abused.TotalMilliseconds:0.00} ms; "
            + $"resident before {before >> 10:N0} KiB, peak {peak >> 10:N0}, after {after >> 10:N0}");
        Assert.That(after, Is.LessThanOrEqualTo(most), "octets resident after the abuse");
        TimeSpan allowed = TimeSpan.FromTicks(Math.Max(MaxSlowDown * quiet.Ticks, AlwaysAllowed.Ticks));
        Assert.That(abused, Is.LessThanOrEqualTo(allowed), "the 99th percentile of the latency under abuse");
        foreach (string limit in limits)
        {
            await Host.LogsAsync(limit);
        }

        Host.CheckLog();
    }

    // Collections until one more has given nothing back: memory is returned bit by bit.
    private async Task<long> SettleAsync()
    {
        const long Step = 256 * 1024;
        long least = long.MaxValue;
        long started = Stopwatch.GetTimestamp();
        for (int futile = 0; futile < 3 && Stopwatch.GetElapsedTime(started) < Eventually.Patience; futile++)
        {
            if (Collector.IsAvailable)
            {
                await Collector.CollectAsync(Host.Id).WaitAsync(Eventually.Patience);
            }

            int next = _pair.Delivered + 10;
            await _pair.DeliverAsync(next);
            long now = ProcessFigures.ResidentBytes(Host.Id);
            futile = now < least - Step ? 0 : futile;
            least = Math.Min(least, now);
        }

        return least;
    }

    // Long enough for the pair to be seen suffering from it.
    private async Task<int> RepeatAsync(Func<Task> round)
    {
        int start = _pair.Delivered;
        int rounds = 0;
        for (; _pair.Delivered < start + MinMessages; rounds++)
        {
            await round();
        }

        return rounds;
    }

    // A session that was forgotten in the host would keep its socket.
    private async Task IsForgottenAsync(int? sockets) =>
        await Eventually.HoldsAsync(() => sockets is null || ProcessFigures.OpenSockets(Host.Id) <= sockets, $"no more than {sockets} sockets are open");
}
