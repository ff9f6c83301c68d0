using NUnit.Framework;
using Stomp.Benchmarks.Load.Measuring;

namespace Stomp.Tests.Load;

public sealed class LatencyHistogramTests
{
    [Test]
    public void Percentiles_of_short_latencies_are_exact()
    {
        LatencyHistogram histogram = Of(Enumerable.Range(1, 200).Select(static i => (long)i));

        Assert.That(new[] { 0.5, 0.9, 0.99, 0.999, 1 }.Select(histogram.Percentile), Is.EqualTo(new double[] { 100, 180, 198, 200, 200 }));
        Assert.That((histogram.Count, histogram.Max, histogram.Mean), Is.EqualTo((200L, 200L, 100.5)));
    }

    [TestCase(257)]
    [TestCase(1000)]
    [TestCase(123_456)]
    [TestCase(10_000_000)]
    [TestCase(3_000_000_000)]
    public void Longer_ones_are_within_a_hundredth(long latency)
    {
        LatencyHistogram histogram = Of([latency, latency * 10]);

        Assert.That(histogram.Percentile(0.5), Is.EqualTo(latency).Within(1).Percent);
        Assert.That(histogram.Max, Is.EqualTo(latency * 10));
    }

    [Test]
    public void No_percentile_is_above_the_longest() => Assert.That(Of([100_001]).Percentile(0.5), Is.LessThanOrEqualTo(100_001));

    [Test]
    public void One_among_many_shows_only_in_the_last_percentiles()
    {
        LatencyHistogram histogram = Of(Enumerable.Repeat(10L, 999).Append(5000));

        Assert.That(histogram.Percentile(0.999), Is.EqualTo(10));
        Assert.That(histogram.Percentile(0.9999), Is.EqualTo(5000).Within(1).Percent);
    }

    [Test]
    public void Adds_up()
    {
        LatencyHistogram histogram = Of([1, 2]);

        histogram.Add(Of([3, 200, 10]));

        Assert.That((histogram.Count, histogram.Max, histogram.Percentile(0.5)), Is.EqualTo((5L, 200L, 3.0)));
    }

    [Test]
    public void Clamps_what_cannot_be() => Assert.That((Of([-5]).Max, Of([long.MaxValue]).Count), Is.EqualTo((0L, 1L)));

    [Test]
    public void Is_zero_of_none() => Assert.That((Of([]).Percentile(0.5), Of([]).Mean, Of([]).Max), Is.EqualTo((0.0, 0.0, 0L)));

    private static LatencyHistogram Of(IEnumerable<long> latencies)
    {
        var histogram = new LatencyHistogram();
        foreach (long latency in latencies)
        {
            histogram.Add(latency);
        }

        return histogram;
    }
}
