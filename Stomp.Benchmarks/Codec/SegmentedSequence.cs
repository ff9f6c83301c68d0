using System.Buffers;

namespace Stomp.Benchmarks.Codec;

/// <summary>Makes sequences of several segments, as pipes give when a frame does not end where their blocks do.</summary>
internal static class SegmentedSequence
{
    /// <summary>The octets in two segments, the second from <paramref name="cut"/> on.</summary>
    public static ReadOnlySequence<byte> Create(byte[] octets, int cut)
    {
        // Memory of its own for each, as in a pipe; neighbours in one array would be kinder to the cache.
        var first = new Segment(octets[..cut], runningIndex: 0);
        var last = new Segment(octets[cut..], runningIndex: cut);
        first.Append(last);
        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(byte[] octets, long runningIndex)
        {
            Memory = octets;
            RunningIndex = runningIndex;
        }

        public void Append(Segment next) => Next = next;
    }
}
