using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using NUnit.Framework;
using Stomp.Core.Frames;
using Stomp.Tests.Frames;

namespace Stomp.Tests.Fuzzing;

/// <summary>All that a parser makes of octets, written down in octets so that two readings can be compared. Reused, for speed.</summary>
internal sealed class Transcript
{
    private readonly ArrayBufferWriter<byte> _octets = new(16 * 1024);

    public ReadOnlySpan<byte> Octets => _octets.WrittenSpan;

    public int FrameCount { get; private set; }

    public StompProtocolException? Violation { get; private set; }

    /// <summary>Has a parser read octets as they arrive, and resets it.</summary>
    /// <exception cref="AssertionException">The parser loses count of octets.</exception>
    public void Read(FrameParser parser, byte[] octets, IEnumerable<Arrival> arrivals)
    {
        _octets.ResetWrittenCount();
        FrameCount = 0;
        Violation = null;
        long endOfLines = parser.EndOfLineCount;
        int consumed = 0;
        try
        {
            foreach (Arrival arrival in arrivals)
            {
                consumed += ReadArrival(parser, octets, consumed, arrival);
            }

            Write(parser.IsInsideFrame ? 1 : 0);
            Write(octets.Length - consumed);
        }
        catch (StompProtocolException violation)
        {
            Violation = violation;
            Write((int)violation.Violation);
            Write((int)violation.Command);
            Write((int)(violation.Limit ?? -1));
            Write(violation.Receipt is { } receipt ? receipt.Span : "none"u8);
            Write(Encoding.UTF8.GetBytes(violation.Message));
        }

        Write((int)(parser.EndOfLineCount - endOfLines));
        parser.Reset();
        Require(!parser.IsInsideFrame, "a parser that was reset is inside of a frame");
    }

    /// <summary>Writes a frame down.</summary>
    public void Write(in StompFrame frame)
    {
        FrameCount++;
        Write((int)frame.Command);
        Write(frame.Headers.Count);
        foreach (Header header in frame.Headers)
        {
            Write((int)header.Known);
            Write(header.Name);
            Write(header.Value);
        }

        Write(frame.BodyLength);
        frame.CopyBodyTo(_octets.GetSpan(frame.BodyLength));
        _octets.Advance(frame.BodyLength);
        ReadOnlySpan<byte> copied = _octets.WrittenSpan[^frame.BodyLength..];
        Require(!frame.TryGetBodySpan(out ReadOnlySpan<byte> body) || body.SequenceEqual(copied), "the body in one piece is another one");
        Require(frame.Body.Length == frame.BodyLength, "the body has another length");
    }

    private static void Require(bool condition, string otherwise)
    {
        if (!condition)
        {
            throw new AssertionException(otherwise);
        }
    }

    private int ReadArrival(FrameParser parser, byte[] octets, int start, Arrival arrival)
    {
        var input = new SequenceReader<byte>(
            WireSequence.Create(octets.AsMemory(start..arrival.Length), arrival.Cuts.Where(cut => cut > start).Select(cut => cut - start)));
        long before = 0;
        while (parser.TryRead(ref input, out StompFrame frame))
        {
            Require(input.Consumed > before, "a frame took no octet");
            before = input.Consumed;
            Write(frame);
        }

        Require(input.Consumed >= before, "the input went back");
        Require(input.Consumed + input.Remaining == arrival.Length - start, "octets were lost");
        return (int)input.Consumed;
    }

    private void Write(ReadOnlySpan<byte> octets)
    {
        Write(octets.Length);
        _octets.Write(octets);
    }

    private void Write(int value) => _octets.Write(MemoryMarshal.AsBytes(new ReadOnlySpan<int>(in value)));
}
