using System.Diagnostics;
using NUnit.Framework;

namespace Stomp.Tests.Conformance;

/// <summary>
/// Tests of heart-beats at short intervals. They wait for beats and for ends; where time must pass without either, another connection's
/// are the clock.
/// </summary>
public abstract class HeartBeatFixture(Transport transport) : ConformanceFixture(transport)
{
    /// <summary>Beats are sent at this much of their interval at the earliest.</summary>
    protected const double SendAt = 0.8;

    protected static readonly string[] From11 = ["1.1", "1.2"];

    private protected Task<Peer> ConnectWithBeatsAsync(string version, string heartBeat) => ConnectAsync(version, $"heart-beat:{heartBeat}\n");

    /// <summary>The next octets are so many beats: line feeds.</summary>
    private protected static async Task ReceiveBeatsAsync(Peer peer, int count)
    {
        byte[] octets = await peer.ReceiveExactlyAsync(count);
        Assert.That(octets, Has.All.EqualTo((byte)'\n'));
    }

    /// <summary>Connects and gets so many beats.</summary>
    /// <returns>How long that took.</returns>
    private protected async Task<TimeSpan> MeasureBeatsAsync(string version, string heartBeat, int count)
    {
        long started = Stopwatch.GetTimestamp();
        Peer peer = await ConnectWithBeatsAsync(version, heartBeat);
        await ReceiveBeatsAsync(peer, count);
        return Stopwatch.GetElapsedTime(started);
    }

    /// <summary>Connects, stays silent, and is dropped.</summary>
    /// <returns>How long that took.</returns>
    private protected async Task<TimeSpan> MeasureDropAsync(string version, string heartBeat)
    {
        long started = Stopwatch.GetTimestamp();
        Peer peer = await ConnectWithBeatsAsync(version, heartBeat);
        await ExpectErrorAndCloseAsync(peer, "nothing was received for");
        return Stopwatch.GetElapsedTime(started);
    }

    /// <summary>The session is there, and not even a beat came on it.</summary>
    private protected static async Task ExpectNoBeatsAsync(Peer peer)
    {
        await peer.SendAsync("BEGIN\ntransaction:quiet\nreceipt:quiet\n\n\0");
        Assert.That(await peer.ReceiveExactlyAsync(1), Is.EqualTo("R"u8.ToArray()));
        Assert.That(await peer.ReceiveAsync(), Is.EqualTo("ECEIPT\nreceipt-id:quiet\n\n"));
    }
}
