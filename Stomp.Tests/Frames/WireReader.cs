using System.Buffers;
using System.Text;
using NUnit.Framework;
using Stomp.Core.Frames;
using Stomp.Core.Protocol;

namespace Stomp.Tests.Frames;

/// <summary>Has a parser read a text in every delivery there is, and sees to it that they all come to the same.</summary>
internal sealed record WireReader(StompVersion? Version, FrameSource Source = FrameSource.Client, FrameLimits? Limits = null)
{
    public static WireReader BeforeConnect { get; } = new((StompVersion?)null);

    public static WireReader V10 { get; } = new(StompVersion.V10);

    public static WireReader V11 { get; } = new(StompVersion.V11);

    public static WireReader V12 { get; } = new(StompVersion.V12);

    public static WireReader Of(StompVersion version) => new(version);

    /// <summary>Asserts that the text holds the frames, written as <see cref="FrameText"/> does, and nothing of another.</summary>
    public void AssertReads(string wire, params string[] frames)
    {
        Reading reading = Read(wire);
        Assert.That(reading.Violation, Is.Null);
        Assert.That(reading.Frames, Is.EqualTo(frames));
        Assert.That(reading.IsInsideFrame, Is.False, "stands inside of a frame");
        Assert.That(reading.Left, Is.Zero, "octets not consumed");
    }

    /// <summary>Asserts that the text breaks the protocol after so many good frames.</summary>
    public StompProtocolException AssertViolates(string wire, ProtocolViolation violation, int goodFrames = 0)
    {
        Reading reading = Read(wire);
        Assert.That(reading.Frames, Has.Count.EqualTo(goodFrames));
        Assert.That(reading.Violation?.Violation, Is.EqualTo(violation));
        return reading.Violation!;
    }

    /// <summary>Asserts that the text is right so far, but that its frame has not ended.</summary>
    public void AssertUnfinished(string wire)
    {
        Reading reading = Read(wire);
        Assert.That(reading.Violation, Is.Null);
        Assert.That(reading.Frames, Is.Empty);
        Assert.That(reading.IsInsideFrame, Is.True, "stands inside of a frame");
        Assert.That(reading.Left, Is.EqualTo(wire.AsSpan().TrimStart("\r\n").Length), "an unfinished frame is not consumed");
    }

    /// <summary>Reads the text in every delivery.</summary>
    public Reading Read(string wire)
    {
        byte[] octets = Encoding.UTF8.GetBytes(wire);
        Reading? first = null;
        foreach (Delivery delivery in Delivery.All(octets.Length))
        {
            Reading reading = Read(octets, delivery);
            first ??= reading;
            Assert.That(reading.Frames, Is.EqualTo(first.Frames), delivery.Name);
            Assert.That(reading.ToString(), Is.EqualTo(first.ToString()), delivery.Name);
        }

        return first!;
    }

    /// <summary>Reads the octets in one delivery.</summary>
    public Reading Read(byte[] octets, Delivery delivery)
    {
        var parser = new FrameParser(Source, Limits) { Version = Version };
        var frames = new List<string>();
        int consumed = 0;
        foreach (Arrival arrival in delivery.Arrivals)
        {
            int start = consumed;
            var reader = new SequenceReader<byte>(
                WireSequence.Create(octets.AsMemory(start..arrival.Length), arrival.Cuts.Where(cut => cut > start).Select(cut => cut - start)));
            try
            {
                while (parser.TryRead(ref reader, out StompFrame frame))
                {
                    frames.Add(FrameText.Of(frame));
                }
            }
            catch (StompProtocolException violation)
            {
                parser.Reset();
                return new Reading(frames, parser.EndOfLineCount, false, 0, violation);
            }

            consumed = start + (int)reader.Consumed;
        }

        bool inside = parser.IsInsideFrame;
        parser.Reset();
        return new Reading(frames, parser.EndOfLineCount, inside, octets.Length - consumed, null);
    }
}

/// <summary>What a parser made of a text.</summary>
internal sealed record Reading(List<string> Frames, long EndOfLines, bool IsInsideFrame, int Left, StompProtocolException? Violation)
{
    /// <summary>All but the frames.</summary>
    public override string ToString() => Violation is null
        ? $"{EndOfLines} ends of line, inside a frame: {IsInsideFrame}, {Left} octets left"
        : $"{EndOfLines} ends of line, {Violation.Violation} of {Violation.Command}, limit {Violation.Limit}, receipt {Receipt}: {Violation.Message}";

    /// <summary>The receipt that the violation tells.</summary>
    public string? Receipt => Violation?.Receipt is { } receipt ? Encoding.UTF8.GetString(receipt.Span) : null;
}
