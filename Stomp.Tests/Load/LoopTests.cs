using NUnit.Framework;
using Stomp.Benchmarks.Load.Scenarios;

namespace Stomp.Tests.Load;

/// <summary>What a closed loop has under way, and when the messages of an open one are due.</summary>
public sealed class LoopTests
{
    [Test]
    public void A_message_is_under_way_until_its_last_subscriber_has_it()
    {
        var window = new DeliveryWindow(size: 4, copies: 2);

        window.Take(0);
        window.Take(1);
        window.Take(1);
        Assert.That(window.Done, Is.Zero);

        window.Take(0);
        Assert.That(window.Done, Is.EqualTo(2));
    }

    [Test]
    public void A_window_can_be_gone_through_again_and_again()
    {
        var window = new DeliveryWindow(size: 3, copies: 1);
        for (int i = 0; i < 100; i++)
        {
            window.Take(i);
        }

        Assert.That(window.Done, Is.EqualTo(100));
    }

    [Test]
    public void Messages_are_due_at_a_fixed_rate_whatever_the_time_is()
    {
        var loop = new OpenLoop(rate: 1000, threads: 1, index: 0);
        loop.Start(5000);

        Assert.That(Due(loop, 4999), Is.Empty);
        Assert.That(Due(loop, 5000), Is.EqualTo(new long[] { 5000 }));
        Assert.That(Due(loop, 8500), Is.EqualTo(new long[] { 6000, 7000, 8000 }), "a stall delays messages, it does not leave any out");
        Assert.That(loop.NextDue, Is.EqualTo(9000));
    }

    [Test]
    public void Threads_take_turns()
    {
        var first = new OpenLoop(rate: 1000, threads: 2, index: 0);
        var second = new OpenLoop(rate: 1000, threads: 2, index: 1);
        first.Start(0);
        second.Start(0);

        Assert.That(Due(first, 4500), Is.EqualTo(new long[] { 0, 2000, 4000 }));
        Assert.That(Due(second, 4500), Is.EqualTo(new long[] { 1000, 3000 }));
    }

    private static List<long> Due(OpenLoop loop, long now)
    {
        var times = new List<long>();
        while (loop.TryTakeDue(now, out long due, out _))
        {
            times.Add(due);
        }

        return times;
    }
}
