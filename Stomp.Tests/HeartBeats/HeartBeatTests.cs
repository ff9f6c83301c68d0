using NUnit.Framework;
using Stomp.Tests.InMemory;

namespace Stomp.Tests.HeartBeats;

/// <summary>Life signs on a clock that the test moves: C-62 … C-72.</summary>
public sealed class HeartBeatTests : BrokerFixture
{
    // The broker sends at 250 ms at the least, and wants 10 s.
    [TestCase("1.1", "0,0", 0, 0)]
    [TestCase("1.2", "", 0, 0)]
    [TestCase("1.2", "heart-beat:0,1\n", 250, 0)]
    [TestCase("1.1", "heart-beat:0,4000\n", 4000, 0)]
    [TestCase("1.2", "heart-beat:1,0\n", 0, 10_000)]
    [TestCase("1.1", "heart-beat:30000,0\n", 0, 30_000)]
    [TestCase("1.2", "heart-beat:20000,1000\n", 1000, 20_000)]
    [TestCase("1.0", "heart-beat:1000,1000\n", 0, 0)]
    public async Task C62_C63_C64_C66_C72_the_greater_interval_holds_if_both_sides_want_one(string version, string header, int beat, int silence)
    {
        WireClient client = await Broker.ConnectAsync(version, header.Contains(':', StringComparison.Ordinal) ? header : "");
        if (beat > 0)
        {
            // Not before four fifths, and not after the whole.
            Time.Advance(beat * 3 / 4);
            await client.ExpectAsync();
            Time.Advance(beat);
            Assert.That(await client.ReadAsync(), Is.SameAs(WireFrame.Beat));
        }
        else
        {
            Time.Advance(30_000 - (silence > 0 ? 20_000 : 0));
            await client.ExpectAsync();
        }

        if (silence > 0)
        {
            await client.SendAsync("\n");
            await client.TakeAsync();
            Time.Advance(silence * 12 / 10);
            Assert.That((await client.TakeAsync()).Where(frame => frame != WireFrame.Beat), Is.Empty, "stays (C-68)");
            Time.Advance((silence * 2) + 100);
            WireFrame last;
            while ((last = await client.ReadAsync()) == WireFrame.Beat)
            {
            }

            Assert.That(last["message"], Does.Contain("nothing was received"));
            await client.ExpectEndAsync();
        }
        else
        {
            Time.Advance(1_000_000);
            Assert.That((await client.TakeAsync()).Where(frame => frame != WireFrame.Beat), Is.Empty);
        }
    }

    [Test]
    public async Task C66_beats_are_sent_only_when_nothing_else_is()
    {
        WireClient client = await Broker.ConnectAsync("1.2", "heart-beat:0,1000\n");
        await client.DoAsync(Wire.Subscribe("1", "/topic/a"));
        for (int i = 0; i < 20; i++)
        {
            Time.Advance(700);
            await Broker.Engine.Publisher.PublishAsync("/topic/a", "x");
            await client.ExpectAsync("MESSAGE 1 x");
        }

        Time.Advance(1000);
        Assert.That(await client.ReadAsync(), Is.SameAs(WireFrame.Beat));
    }

    [TestCase("\n")]
    [TestCase("\r\n")]
    [TestCase("SEND\ndestination:/queue/a\ncontent-length:1000\n\n1234")]
    public async Task C69_any_octet_is_a_sign_of_life(string octets)
    {
        Start(options => options.Limits.FrameTimeout = TimeSpan.FromHours(1));
        WireClient client = await Broker.ConnectAsync("1.2", "heart-beat:10000,0\n");
        await client.SendAsync(octets);
        for (int i = 0; i < 5; i++)
        {
            // The session must have seen the octets before the clock moves on.
            await client.SendAsync(octets.Length > 2 ? "5" : octets);
            await client.UntilAllReadAsync();
            Time.Advance(19_000);
        }

        Assert.That(client.Session.IsCompleted, Is.False);
        Time.Advance(2000);
        await client.ExpectErrorAsync("nothing was received");
    }

    [TestCase("1.0", "")]
    [TestCase("1.1", "")]
    [TestCase("1.2", "heart-beat:0,1000\n")]
    public async Task C72_a_client_without_heart_beats_may_be_silent_as_long_as_the_settings_say(string version, string headers)
    {
        Start(options => options.HeartBeat.IdleTimeout = TimeSpan.FromMinutes(1));
        WireClient client = await Broker.ConnectAsync(version, headers);
        Time.Advance(59_000);
        await client.SendAsync("\n");
        await client.UntilAllReadAsync();
        Time.Advance(59_000);
        Assert.That(client.Session.IsCompleted, Is.False);
        Time.Advance(2000);
        WireFrame frame;
        do
        {
            frame = await client.ReadAsync();
        }
        while (frame == WireFrame.Beat);
        Assert.That(frame.ToString(), Does.StartWith("ERROR ").And.Contain("without heart-beats"));
    }

    [Test]
    public async Task One_timer_serves_all_sessions_and_none_without()
    {
        Assert.That(Time.TimerCount, Is.Zero);
        WireClient one = await Broker.ConnectAsync("1.2", "heart-beat:1000,1000\n");
        WireClient two = await Broker.ConnectAsync("1.2", "heart-beat:1000,1000\n");
        Assert.That(Time.TimerCount, Is.EqualTo(1));
        Assert.That(Time.TimersMade, Is.EqualTo(1));
        await one.DisposeAsync();
        Assert.That(Time.TimerCount, Is.EqualTo(1));
        await two.DisposeAsync();
        Assert.That(Time.TimerCount, Is.Zero);
        await Broker.ConnectAsync();
        Assert.That(Time.TimerCount, Is.EqualTo(1));
    }

    // The pipe has nothing unread, and the loop waits for more: a moment later it has noted the time.
}
