using System.Buffers;
using System.Text;
using NUnit.Framework;
using Stomp.Core.Frames;
using Stomp.Core.Protocol;

namespace Stomp.Tests.Frames;

/// <summary>Looking headers up: C-40 to C-42.</summary>
public sealed class HeaderCollectionTests
{
    private readonly FrameParser _parser = new(FrameSource.Client) { Version = StompVersion.V12 };

    [TestCase(false)]
    [TestCase(true)]
    public void C40_the_first_of_repeated_headers_is_found(bool split)
    {
        StompFrame frame = Read("SEND\ndestination:/a\nk:1\ndestination:/b\nk:2\n\n\0", split);
        Assert.That(frame.Headers.TryGetValue(KnownHeader.Destination, out ReadOnlySpan<byte> destination), Is.True);
        Assert.That(Text(destination), Is.EqualTo("/a"));
        Assert.That(frame.Headers.TryGetValue("destination"u8, out destination), Is.True);
        Assert.That(Text(destination), Is.EqualTo("/a"));
        Assert.That(frame.Headers.TryGetValue("k"u8, out ReadOnlySpan<byte> own), Is.True);
        Assert.That(Text(own), Is.EqualTo("1"));
    }

    [TestCase(false)]
    [TestCase(true)]
    public void C42_repeated_headers_are_all_there_in_the_order_of_the_wire(bool split)
    {
        StompFrame frame = Read("SEND\ndestination:/a\nk:1\ndestination:/b\nk:2\n\n\0", split);
        Assert.That(frame.Headers.Count, Is.EqualTo(4));
        Assert.That(FrameText.Of(frame), Is.EqualTo("Send {destination=/a} {k=1} {destination=/b} {k=2} "));
    }

    [TestCase("destination:/a\n", false)]
    [TestCase("destination:/a\nk:1\n", true)]
    [TestCase("k:1\ndestination:/a\nreceipt:1\n", true)]
    public void It_is_known_whether_there_are_headers_of_the_applications_own(string headers, bool expected)
    {
        Assert.That(Read($"SEND\n{headers}\n\0", split: false).Headers.Contains(KnownHeader.None), Is.EqualTo(expected));
        Assert.That(Read($"SEND\n{headers}\na body that is long enough for another way\0", split: true).Headers.Contains(KnownHeader.None), Is.EqualTo(expected));
    }

    [Test]
    public void An_absent_header_is_not_found()
    {
        StompFrame frame = Read("SEND\ndestination:/a\n\n\0", split: false);
        Assert.That(frame.Headers.Contains(KnownHeader.Receipt), Is.False);
        Assert.That(frame.Headers.TryGetValue(KnownHeader.Receipt, out _), Is.False);
        Assert.That(frame.Headers.TryGetValue("receipt"u8, out _), Is.False);
        Assert.That(frame.Headers.TryGetValue("destinatio"u8, out _), Is.False);
    }

    [Test]
    public void An_empty_header_is_found()
    {
        StompFrame frame = Read("SEND\nreceipt:\n\n\0", split: false);
        Assert.That(frame.Headers.Contains(KnownHeader.Receipt), Is.True);
        Assert.That(frame.Headers.TryGetValue(KnownHeader.Receipt, out ReadOnlySpan<byte> value), Is.True);
        Assert.That(value.Length, Is.Zero);
    }

    [Test]
    public void Known_headers_are_told_from_the_others()
    {
        StompFrame frame = Read("SEND\ndestination:/a\nown:1\nDestination:/b\n\n\0", split: true);
        Assert.That(frame.Headers[0].Known, Is.EqualTo(KnownHeader.Destination));
        Assert.That(frame.Headers[1].Known, Is.EqualTo(KnownHeader.None));
        Assert.That(frame.Headers[2].Known, Is.EqualTo(KnownHeader.None));
        Assert.That(frame.Headers[1].ToString(), Is.EqualTo("own:1"));
    }

    [Test]
    public void Headers_of_one_frame_are_not_those_of_the_last()
    {
        byte[] wire = "SEND\ndestination:/a\nreceipt:1\n\n\0BEGIN\ntransaction:t\n\n\0"u8.ToArray();
        var input = new SequenceReader<byte>(new ReadOnlySequence<byte>(wire));
        Assert.That(_parser.TryRead(ref input, out _), Is.True);
        Assert.That(_parser.TryRead(ref input, out StompFrame second), Is.True);
        Assert.That(second.Headers.Contains(KnownHeader.Receipt), Is.False);
        Assert.That(second.Headers.Count, Is.EqualTo(1));
    }

    private static string Text(ReadOnlySpan<byte> octets) => Encoding.UTF8.GetString(octets);

    private StompFrame Read(string wire, bool split)
    {
        byte[] octets = Encoding.UTF8.GetBytes(wire);
        var input = new SequenceReader<byte>(WireSequence.Create(octets, split ? Enumerable.Range(1, octets.Length - 1) : []));
        Assert.That(_parser.TryRead(ref input, out StompFrame frame), Is.True);
        return frame;
    }
}
