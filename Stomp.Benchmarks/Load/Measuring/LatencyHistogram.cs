using System.Numerics;

namespace Stomp.Benchmarks.Load.Measuring;

/// <summary>
/// Counts latencies in buckets whose width grows with the latency: exact below 256 µs, within 1 % above.
/// </summary>
/// <remarks>Not thread-safe: one for each group of connections, added up at the end.</remarks>
internal sealed class LatencyHistogram
{
    // 128 buckets for each power of two: a bucket is at most 1/128 of its latencies wide.
    private const int SubBucketBits = 7;

    // 2^40 µs are twelve days; anything longer is counted as that.
    private const int MaxBits = 40;

    private readonly long[] _counts = new long[(MaxBits - SubBucketBits + 1) << SubBucketBits];
    private long _sum;

    /// <summary>How many latencies were added.</summary>
    public long Count { get; private set; }

    /// <summary>The longest, in microseconds.</summary>
    public long Max { get; private set; }

    /// <summary>The mean, in microseconds; 0 of none.</summary>
    public double Mean => Count == 0 ? 0 : (double)_sum / Count;

    /// <summary>Adds a latency in microseconds. One below zero counts as zero.</summary>
    public void Add(long microseconds)
    {
        long value = Math.Clamp(microseconds, 0, (1L << MaxBits) - 1);
        _counts[IndexOf(value)]++;
        Count++;
        _sum += value;
        Max = Math.Max(Max, value);
    }

    /// <summary>Adds all that another one counted.</summary>
    public void Add(LatencyHistogram other)
    {
        for (int i = 0; i < _counts.Length; i++)
        {
            _counts[i] += other._counts[i];
        }

        Count += other.Count;
        _sum += other._sum;
        Max = Math.Max(Max, other.Max);
    }

    /// <summary>The latency, in microseconds, that a share of all did not exceed; 0 of none.</summary>
    /// <param name="share">Of 1: 0.5 for the median.</param>
    public double Percentile(double share)
    {
        long wanted = Math.Max(1, (long)Math.Ceiling(share * Count));
        long seen = 0;
        for (int i = 0; i < _counts.Length; i++)
        {
            seen += _counts[i];
            if (seen >= wanted)
            {
                return Math.Min(Max, MiddleOf(i));
            }
        }

        return 0;
    }

    private static int IndexOf(long value)
    {
        int shift = Math.Max(0, BitOperations.Log2((ulong)value) - SubBucketBits);
        return (shift << SubBucketBits) + (int)(value >> shift);
    }

    private static double MiddleOf(int index)
    {
        int shift = Math.Max(0, (index >> SubBucketBits) - 1);
        long first = (long)(index - (shift << SubBucketBits)) << shift;
        return first + (((1L << shift) - 1) * 0.5);
    }
}
