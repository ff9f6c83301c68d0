using System.Diagnostics;
using NUnit.Framework;

namespace Stomp.Tests.EndToEnd;

/// <summary>Connections that come and go by the thousand leave nothing behind (C-56).</summary>
public sealed class ManyConnectionsTests : ServerFixture
{
    private const int Warmup = 2_000;
    private const int Total = 10_000;
    private const int AtOnce = 16;

    // A session that leaks, leaks its objects: session, parser, outbox, protocol and their tables are more than 1 KiB, so 8,000 of
    // them more than 8 MiB. An eighth of that, some 130 octets a session, also finds a leak of less than that, and leaves room for what
    // rightly varies: pooled buffers, the segments of the log.
    private const long MaxGrowth = 1024 * 1024;

    [Test]
    public async Task Ten_thousand_connects_and_disconnects_leave_no_session_and_no_memory_behind_C_56()
    {
        await using StompServer server = await StompServer.StartAsync();
        await ConnectAndDisconnectAsync(server, Warmup);
        long before = await MeasureAsync(server);
        await ConnectAndDisconnectAsync(server, Total - Warmup);
        long after = await MeasureAsync(server);

        TestContext.Out.WriteLine($"{before:N0} octets after {Warmup:N0} connections, {after:N0} after {Total:N0}");
        Assert.That(after - before, Is.LessThan(MaxGrowth));
    }

    [Test]
    public async Task Connections_that_are_reset_at_any_moment_leave_no_session_behind_C_56()
    {
        string[] beginnings = ["", "CONN", WireText.Connect(), WireText.Connect() + WireText.Subscribe("/queue/reset"), "FOO\n\n\0", "\u0001\0\0"];
        await Parallel.ForEachAsync(Enumerable.Range(0, 600), new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (i, _) =>
        {
            TcpPeer peer = await TcpPeer.OpenAsync(Server.Tcp);
            await peer.SendAsync(beginnings[i % beginnings.Length]);
            peer.Reset();
        });

        await using TcpPeer last = await TcpPeer.ConnectAsync(Server.Tcp);
        await Eventually.HoldsAsync(() => Server.Broker.SessionCount == 1, "all sessions but the last have ended");
        await Eventually.HoldsAsync(() => Server.Broker.QueueCount == 0, "the queue that nobody consumes is gone");
    }

    private static async Task ConnectAndDisconnectAsync(StompServer server, int count)
    {
        const string Bye = "RECEIPT\nreceipt-id:bye\n\n\0";
        await Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (_, _) =>
        {
            await using TcpPeer peer = await TcpPeer.OpenAsync(server.Tcp);
            await peer.SendAsync(WireText.Connect() + "DISCONNECT\nreceipt:bye\n\n\0");
            string answer = await peer.ReceiveToEndAsync();
            if (!answer.StartsWith("CONNECTED\n", StringComparison.Ordinal) || !answer.EndsWith(Bye, StringComparison.Ordinal))
            {
                Assert.Fail($"unexpected: {answer}");
            }
        });
        await Eventually.HoldsAsync(() => server.Broker.SessionCount == 0, "all sessions have ended");
    }

    // What the server lets go of shortly after a session (Kestrel's connection, say) must not count: the least of some looks does.
    private static async Task<long> MeasureAsync(StompServer server)
    {
        server.Log.Clear();
        long least = long.MaxValue;
        long looked = Stopwatch.GetTimestamp();
        await Eventually.HoldsAsync(
            () =>
            {
                long now = GC.GetTotalMemory(forceFullCollection: true);
                bool isStable = now >= least - 64 * 1024;
                least = Math.Min(least, now);
                return isStable && Stopwatch.GetElapsedTime(looked) > TimeSpan.FromMilliseconds(100);
            },
            "memory is stable");
        return least;
    }
}
