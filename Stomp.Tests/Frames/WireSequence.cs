using System.Buffers;

namespace Stomp.Tests.Frames;

/// <summary>Makes sequences of octets with segments that end where a test wants it.</summary>
internal static class WireSequence
{
    /// <summary>
    /// A sequence over <paramref name="octets"/>, cut before each position in <paramref name="cuts"/>; a repeated cut makes an empty segment.
    /// </summary>
    public static ReadOnlySequence<byte> Create(ReadOnlyMemory<byte> octets, params IEnumerable<int> cuts)
    {
        Segment? first = null;
        Segment? last = null;
        int start = 0;
        foreach (int end in cuts.Append(octets.Length))
        {
            // Each segment has memory of its own, so that reading past its end is not reading the next one.
            last = new Segment(octets[start..end].ToArray(), last);
            first ??= last;
            start = end;
        }

        return new ReadOnlySequence<byte>(first!, 0, last!, last!.Memory.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, Segment? previous)
        {
            Memory = memory;
            if (previous is not null)
            {
                RunningIndex = previous.RunningIndex + previous.Memory.Length;
                previous.Next = this;
            }
        }
    }
}
