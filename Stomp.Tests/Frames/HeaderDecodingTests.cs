using System.Buffers;
using NUnit.Framework;
using Stomp.Core.Frames;
using Stomp.Core.Protocol;

namespace Stomp.Tests.Frames;

/// <summary>What header names and values mean: checklist section B.</summary>
public sealed class HeaderDecodingTests
{
    [TestCase(StompVersion.V11)]
    [TestCase(StompVersion.V12)]
    public void C18_headers_are_utf8(StompVersion version) =>
        WireReader.Of(version).AssertReads("SEND\n\u00e4\u20ac:\U0001F600\n\n\u00fc\0", "Send {\u00e4\u20ac=\U0001F600} \u00fc");

    [Test]
    public void D4_invalid_utf8_is_left_as_it_is()
    {
        byte[] wire = [.. "SEND\nk:"u8, 0xFF, 0xC3, .. "\n\n\0"u8];
        var input = new SequenceReader<byte>(new ReadOnlySequence<byte>(wire));
        var parser = new FrameParser(FrameSource.Client) { Version = StompVersion.V12 };
        Assert.That(parser.TryRead(ref input, out StompFrame frame), Is.True);
        Assert.That(frame.Headers[0].Value.ToArray(), Is.EqualTo(new byte[] { 0xFF, 0xC3 }));
    }

    [TestCase(StompVersion.V11)]
    [TestCase(StompVersion.V12)]
    public void C19_escapes_are_decoded_in_names_and_values(StompVersion version) => WireReader.Of(version).AssertReads(
        "SEND\nplain:x\na\\cb\\n\\\\:c\\cd\\n\\\\e\nlast:\\c\n\nbody\\c\0",
        "Send {plain=x} {a:b\n\\=c:d\n\\e} {last=:} body\\c");

    [Test]
    public void C19_decoded_headers_are_found_by_their_decoded_name()
    {
        var input = new SequenceReader<byte>(new ReadOnlySequence<byte>("SEND\na\\cb:1\n\n\0"u8.ToArray()));
        var parser = new FrameParser(FrameSource.Client) { Version = StompVersion.V11 };
        Assert.That(parser.TryRead(ref input, out StompFrame frame), Is.True);
        Assert.That(frame.Headers.TryGetValue("a:b"u8, out ReadOnlySpan<byte> value), Is.True);
        Assert.That(value.ToArray(), Is.EqualTo("1"u8.ToArray()));
        Assert.That(frame.Headers.TryGetValue("a\\cb"u8, out _), Is.False);
    }

    [TestCase("MESSAGE")]
    [TestCase("RECEIPT")]
    [TestCase("ERROR")]
    public void C19_frames_of_a_server_are_decoded_too(string command)
    {
        WireReader client = WireReader.V12 with { Source = FrameSource.Server };
        string name = string.Concat(command[..1], command[1..].ToLowerInvariant());
        client.AssertReads($"{command}\na\\cb:\\n\n\n\0", $"{name} {{a:b=\n}} ");
    }

    [Test]
    public void C20_carriage_returns_are_decoded_in_1_2() => WireReader.V12.AssertReads("SEND\n\\rk:a\\rb\\r\r\n\n\0", "Send {\rk=a\rb\r} ");

    [TestCase("\\r", StompVersion.V11)]
    [TestCase("\\t", StompVersion.V11)]
    [TestCase("\\t", StompVersion.V12)]
    [TestCase("\\N", StompVersion.V11)]
    [TestCase("\\C", StompVersion.V12)]
    [TestCase("\\0", StompVersion.V12)]
    [TestCase("\\ ", StompVersion.V12)]
    [TestCase("\\\u00e4", StompVersion.V12)]
    [TestCase("a\\\\\\x", StompVersion.V12)]
    public void C21_undefined_escapes_are_refused_in_names_and_values(string text, StompVersion version)
    {
        WireReader reader = WireReader.Of(version);
        StompProtocolException violation = reader.AssertViolates($"SEND\nk:v\nk:{text}x\n\n\0", ProtocolViolation.UndefinedEscape);
        Assert.That(violation.Command, Is.EqualTo(StompCommand.Send));
        Assert.That(violation.Message, Does.Contain(@"\n"));
        reader.AssertViolates($"SEND\n{text}x:v\n\n\0", ProtocolViolation.UndefinedEscape);
    }

    [TestCase("SEND\nk:\\\n\n\0")]
    [TestCase("SEND\nk:a\\\\\\\n\n\0")]
    [TestCase("SEND\nk\\:v\n\n\0")]
    public void C21_a_lone_backslash_at_the_end_is_refused(string wire)
    {
        WireReader.V11.AssertViolates(wire, ProtocolViolation.UndefinedEscape);
        WireReader.V12.AssertViolates(wire, ProtocolViolation.UndefinedEscape);
    }

    [Test]
    public void C21_a_backslash_does_not_escape_the_line_end() =>
        WireReader.V12.AssertViolates("SEND\nk:a\\\r\nn:b\n\n\0", ProtocolViolation.UndefinedEscape);

    [Test]
    public void C24_nothing_is_decoded_in_1_0() =>
        WireReader.V10.AssertReads("SEND\na\\cb:c\\n\\\\\\r\\t\\\n\n\0", "Send {a\\cb=c\\n\\\\\\r\\t\\} ");

    [TestCase("CONNECT", "Connect")]
    [TestCase("STOMP", "Stomp")]
    public void C25_connect_is_never_decoded(string command, string name)
    {
        foreach (StompVersion? version in new StompVersion?[] { null, StompVersion.V11, StompVersion.V12 })
        {
            new WireReader(version).AssertReads($"{command}\npasscode:a\\cb:c\\\\n\\x\n\n\0", $"{name} {{passcode=a\\cb:c\\\\n\\x}} ");
        }
    }

    [Test]
    public void C25_connected_is_never_decoded()
    {
        WireReader client = WireReader.V12 with { Source = FrameSource.Server };
        client.AssertReads("CONNECTED\nsession:a\\cb\\x\n\n\0", "Connected {session=a\\cb\\x} ");
    }

    [TestCase(StompVersion.V11)]
    [TestCase(StompVersion.V12)]
    public void C26_nothing_is_trimmed_in_1_1_and_1_2(StompVersion version) => WireReader.Of(version).AssertReads(
        "SEND\n k : v \ndestination: /q \n\t:\t\n\n\0",
        "Send { k = v } {destination= /q } {\t=\t} ");

    [TestCase(StompVersion.V11)]
    [TestCase(StompVersion.V12)]
    public void C27_decoding_is_done_once_from_left_to_right(StompVersion version) => WireReader.Of(version).AssertReads(
        "SEND\na:\\\\c\nb:\\\\\\c\nc:\\\\\\\\n\n\n\0",
        "Send {a=\\c} {b=\\:} {c=\\\\n} ");

    [Test]
    public void D5_one_leading_blank_of_a_known_header_is_dropped_in_1_0() => WireReader.V10.AssertReads(
        "SEND\ndestination: /q \nreceipt:  r\nselector: \nown: x\ncontent-length: 2\n\nhi\0",
        "Send {destination=/q } {receipt= r} {selector=} {own= x} {content-length=2} hi");
}
