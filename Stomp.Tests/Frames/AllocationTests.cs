using System.Buffers;
using System.Text;
using NUnit.Framework;
using Stomp.Core.Frames;
using Stomp.Core.Protocol;

namespace Stomp.Tests.Frames;

/// <summary>The steady path of parser and writer allocates nothing, whatever the segments.</summary>
[NonParallelizable]
public sealed class AllocationTests
{
    private const int WarmUp = 200;
    private const int Rounds = 5000;

    private const string Frames =
        "SEND\r\ndestination:/queue/a\r\nreceipt:r-1\r\n\r\nterminated body\0\n"
        + "SEND\ndestination:/queue/a\\cb\nown\\n:\\\\\\r\ncontent-length:12\n\nbody\0with\0it\0\r\n"
        + "SUBSCRIBE\nid:1\ndestination:/queue/a\nack:client-individual\n\n\0"
        + "SEND\na:1\nb:2\nc:3\nd:4\ne:5\nf:6\ng:7\nh:8\ni:9\nj:10\nk:11\nl:12\nm:13\nn:14\n\n\0";

    private const int FrameCount = 4;

    [Test]
    public void Parsing_one_segment_allocates_nothing() => AssertParsesWithoutAllocation(CutEvery(int.MaxValue));

    [TestCase(1)]
    [TestCase(7)]
    [TestCase(64)]
    public void Parsing_many_segments_allocates_nothing(int size) => AssertParsesWithoutAllocation(CutEvery(size));

    [TestCase(int.MaxValue)]
    [TestCase(1)]
    [TestCase(7)]
    public void Parsing_what_arrives_over_time_allocates_nothing(int size)
    {
        ReadOnlySequence<byte> wire = CutEvery(size);
        var parser = new FrameParser(FrameSource.Client) { Version = StompVersion.V12 };
        AssertNoAllocation(() =>
        {
            int frames = 0;
            long consumed = 0;
            for (long arrived = 1; arrived <= wire.Length; arrived += 5)
            {
                consumed += Parse(parser, wire.Slice(consumed, Math.Min(arrived, wire.Length) - consumed), ref frames);
            }

            Parse(parser, wire.Slice(consumed), ref frames);
            return frames;
        });
    }

    [Test]
    public void Parsing_large_frames_allocates_nothing()
    {
        string wire = $"SEND\nk:{new string('v', 9000)}\\c\n\n{new string('b', 100_000)}\0";
        ReadOnlySequence<byte> whole = new(Encoding.ASCII.GetBytes(wire));
        ReadOnlySequence<byte> split = WireSequence.Create(Encoding.ASCII.GetBytes(wire), 4096, 8192, 9005, 9012, 60_000);
        var parser = new FrameParser(FrameSource.Client) { Version = StompVersion.V12 };
        AssertNoAllocation(
            () =>
            {
                int frames = 0;
                Parse(parser, whole, ref frames);
                Parse(parser, split, ref frames);
                return 2 * frames;
            },
            rounds: 300);
    }

    [Test]
    public void Writing_allocates_nothing([Values] StompVersion version)
    {
        var buffer = new ArrayBufferWriter<byte>(64 * 1024);
        byte[] body = [.. Enumerable.Repeat((byte)'b', 500)];
        ReadOnlySequence<byte> pieces = WireSequence.Create(body, 100, 200, 499);
        AssertNoAllocation(() =>
        {
            buffer.ResetWrittenCount();
            var writer = new FrameWriter<ArrayBufferWriter<byte>>(ref buffer, version);
            Write(ref writer, "plain"u8);
            writer.EndFrame();
            Write(ref writer, "a:\n\\\rb"u8);
            writer.EndFrame(body);
            Write(ref writer, "a:\n\\\r"u8);
            writer.EndFrame(pieces);
            writer.WriteEndOfLine();
            writer.Flush();
            return buffer.WrittenCount > 1000 ? FrameCount : 0;
        });
    }

    [Test]
    public void The_count_of_allocated_bytes_sees_the_smallest_object()
    {
        // If it did not, the other tests of this fixture could not fail.
        object? last = null;
        long allocated = CountAllocated(
            () =>
            {
                last = new object();
                return FrameCount;
            },
            rounds: 1);
        Assert.That(last, Is.Not.Null);
        Assert.That(allocated, Is.Positive);
    }

    private static void Write(ref FrameWriter<ArrayBufferWriter<byte>> writer, ReadOnlySpan<byte> text)
    {
        writer.WriteCommand(StompCommand.Message);
        writer.WriteHeader(HeaderName.Destination, "/queue/a"u8);
        writer.WriteHeader(HeaderName.MessageId, 1234567890L);
        writer.WriteHeader(text, text);
    }

    private static ReadOnlySequence<byte> CutEvery(int size)
    {
        byte[] octets = Encoding.ASCII.GetBytes(Frames);
        return WireSequence.Create(octets, Enumerable.Range(1, octets.Length - 1).Where(i => i % size == 0));
    }

    private static void AssertParsesWithoutAllocation(ReadOnlySequence<byte> wire)
    {
        var parser = new FrameParser(FrameSource.Client) { Version = StompVersion.V12 };
        AssertNoAllocation(() =>
        {
            int frames = 0;
            Parse(parser, wire, ref frames);
            return frames;
        });
    }

    // Reads all that a broker reads: the headers one by one, one by its name, and the body.
    private static long Parse(FrameParser parser, ReadOnlySequence<byte> wire, ref int frames)
    {
        var input = new SequenceReader<byte>(wire);
        long octets = 0;
        while (parser.TryRead(ref input, out StompFrame frame))
        {
            frames++;
            frame.Headers.TryGetValue(KnownHeader.Destination, out ReadOnlySpan<byte> destination);
            octets += destination.Length + frame.Body.Length;
            foreach (Header header in frame.Headers)
            {
                octets += header.Value.Length;
            }
        }

        // The sum is used so that reading cannot be optimised away; an assertion here would allocate.
        return octets < 0 ? -1 : input.Consumed;
    }

    private static void AssertNoAllocation(Func<int> round, int rounds = Rounds)
    {
        CountAllocated(round, WarmUp);
        Assert.That(CountAllocated(round, rounds), Is.Zero, "bytes allocated");
    }

    private static long CountAllocated(Func<int> round, int rounds)
    {
        bool right = true;
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < rounds; i++)
        {
            right &= round() == FrameCount;
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.That(right, Is.True, "all frames were handled");
        return allocated;
    }
}
