using NUnit.Framework;

namespace Stomp.Tests.Conformance;

/// <summary>Beats where both sides want them: 250 ms each way, and twice that until a client is dropped.</summary>
[TestFixture(Transport.Tcp)]
[TestFixture(Transport.WebSocket)]
public sealed class HeartBeatTests(Transport transport) : HeartBeatFixture(transport)
{
    private const int Interval = 250;
    private const double Grace = 2;

    private protected override (string Name, string Value)[] Settings =>
        [("HeartBeat:Send", "00:00:00.250"), ("HeartBeat:Receive", "00:00:00.250"), ("HeartBeat:Grace", "2")];

    [TestCase("")]
    [TestCase("heart-beat:0,0\n")]
    [Checklist("C-62", "C-63", "C-64")]
    public Task Without_numbers_no_beats_are_sent_or_expected(string headers) =>
        Task.WhenAll(From11.Select(version => ExpectNeitherBeatsNorDropAsync(version, headers)));

    [TestCase("heart-beat:2147483648,2147483648\n")]
    [TestCase("heart-beat:4294967297,4294967297\n")]
    [TestCase("heart-beat:99999999999999999999,99999999999999999999\n")]
    [Checklist("C-71")]
    public Task Great_numbers_do_not_become_small_ones(string headers) =>
        Task.WhenAll(From11.Select(version => ExpectNeitherBeatsNorDropAsync(version, headers)));

    [TestCase("heart-beat:250,250\n")]
    [TestCase("heart-beat:1,1\n")]
    [Checklist("C-72")]
    public Task Sessions_of_1_0_have_no_beats(string headers) => ExpectNeitherBeatsNorDropAsync("1.0", headers);

    [Test]
    [Checklist("C-63", "C-67", "C-71")]
    public async Task A_silent_client_is_dropped_after_the_greater_of_both_intervals([Values("1.1", "1.2")] string version)
    {
        Task<TimeSpan> slow = MeasureDropAsync(version, "600,0");
        Task<TimeSpan> same = MeasureDropAsync(version, "250,0");
        Task<TimeSpan> tiny = MeasureDropAsync(version, "1,0");
        Assert.That(await Task.WhenAny(Task.WhenAll(same, tiny), slow), Is.Not.SameAs(slow), "the slow client is dropped last");
        Assert.That(await same, Is.GreaterThanOrEqualTo(TimeSpan.FromMilliseconds(Grace * Interval)));
        Assert.That(await tiny, Is.GreaterThanOrEqualTo(TimeSpan.FromMilliseconds(Grace * Interval)));
        Assert.That(await slow, Is.GreaterThanOrEqualTo(TimeSpan.FromMilliseconds(Grace * 600)));
    }

    [Test]
    [Checklist("C-64", "C-71")]
    public async Task Beats_come_at_the_greater_of_both_intervals([Values("1.1", "1.2")] string version)
    {
        const int Count = 3;
        Task<TimeSpan> slow = MeasureBeatsAsync(version, "0,600", Count);
        Task<TimeSpan> tiny = MeasureBeatsAsync(version, "0,1", Count);
        Assert.That(await tiny, Is.GreaterThanOrEqualTo(TimeSpan.FromMilliseconds(Count * SendAt * Interval)));
        Assert.That(await slow, Is.GreaterThanOrEqualTo(TimeSpan.FromMilliseconds(Count * SendAt * 600)));
    }

    [Test]
    [Checklist("C-66")]
    public async Task Beats_keep_coming_while_nothing_else_is_sent()
    {
        const int Count = 10;
        TimeSpan[] elapsed = await Task.WhenAll(From11.Select(version => MeasureBeatsAsync(version, "0,250", Count)));

        // Each comes within its interval; the machine may be busy, but never that the beats come at half the rate.
        Assert.That(elapsed, Has.All.LessThan(TimeSpan.FromMilliseconds(2 * Count * Interval)));
    }

    // A client that answers beats of 750 ms sends its own at 600 ms or a little more: 1.2 of the 500 ms that it promised.
    [Test]
    [Checklist("C-68")]
    public Task A_client_a_little_late_stays() => Task.WhenAll(From11.Select(async version =>
    {
        Peer peer = await ConnectWithBeatsAsync(version, "500,750");
        for (int i = 0; i < 4; i++)
        {
            await ReceiveBeatsAsync(peer, 1);
            await peer.SendAsync("\n");
        }

        await ExpectQuietAsync(peer);
    }));

    // One octet for each beat received: the frame takes longer than the client may be silent.
    [Test]
    [Checklist("C-69")]
    public Task Parts_of_a_frame_are_signs_of_life() => Task.WhenAll(From11.Select(async version =>
    {
        string destination = $"/topic/{Own}.{version}";
        Peer peer = await ConnectWithBeatsAsync(version, "500,375");
        await peer.SendAsync($"SEND\ndestination:{destination}\nreceipt:r\n\n");
        for (int i = 0; i < 5; i++)
        {
            await ReceiveBeatsAsync(peer, 1);
            await peer.SendAsync("x");
        }

        await peer.SendAsync("\0");
        Assert.That(await peer.ReceiveAsync(), Is.EqualTo("RECEIPT\nreceipt-id:r\n\n"));
    }));

    private async Task ExpectNeitherBeatsNorDropAsync(string version, string headers)
    {
        Peer peer = await ConnectAsync(version, headers);
        await MeasureDropAsync("1.2", "250,250"); // which gets beats meanwhile
        await ExpectNoBeatsAsync(peer);
    }
}
