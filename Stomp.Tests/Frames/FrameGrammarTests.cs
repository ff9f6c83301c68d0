using NUnit.Framework;
using Stomp.Core.Frames;
using Stomp.Core.Protocol;

namespace Stomp.Tests.Frames;

/// <summary>The grammar of a frame: checklist section A, but for line ends.</summary>
[TestFixtureSource(nameof(Versions))]
public sealed class FrameGrammarTests(StompVersion version)
{
    private readonly WireReader _reader = WireReader.Of(version);

    public static StompVersion[] Versions => Enum.GetValues<StompVersion>();

    [Test]
    public void C1_headers_may_be_missing() => _reader.AssertReads("DISCONNECT\n\n\0", "Disconnect ");

    [Test]
    public void C1_body_may_be_missing() => _reader.AssertReads("SEND\ndestination:/queue/a\n\n\0", "Send {destination=/queue/a} ");

    [Test]
    public void C1_a_frame_has_command_headers_and_body() => _reader.AssertReads(
        "SEND\ndestination:/queue/a\nreceipt:r-1\n\nhello\nworld\n\n\0",
        "Send {destination=/queue/a} {receipt=r-1} hello\nworld\n\n");

    [Test]
    public void C5_line_feeds_between_frames_are_passed_over_and_counted()
    {
        Reading reading = _reader.Read("\n\nBEGIN\ntransaction:t\n\n\0\nABORT\ntransaction:t\n\n\0\n\n\n");
        Assert.That(reading.Frames, Is.EqualTo(new[] { "Begin {transaction=t} ", "Abort {transaction=t} " }));
        Assert.That(reading.EndOfLines, Is.EqualTo(6));
        Assert.That(reading.Left, Is.Zero);
    }

    [Test]
    public void C5_line_feeds_alone_are_no_frame()
    {
        Reading reading = _reader.Read("\n\n\n");
        Assert.That(reading.Frames, Is.Empty);
        Assert.That(reading.EndOfLines, Is.EqualTo(3));
        Assert.That(reading.IsInsideFrame, Is.False);
    }

    [Test]
    public void C5_ten_thousand_line_feeds_may_precede_a_frame()
    {
        byte[] wire = [.. Enumerable.Repeat((byte)'\n', 10_000), .. "DISCONNECT\n\n\0"u8];
        Reading reading = _reader.Read(wire, new Delivery("in two", [new Arrival(4711), new Arrival(wire.Length, 8192)]));
        Assert.That(reading.Frames, Is.EqualTo(new[] { "Disconnect " }));
        Assert.That(reading.EndOfLines, Is.EqualTo(10_000));
    }

    [Test]
    public void C6_frames_follow_each_other_without_anything_between() => _reader.AssertReads(
        "SEND\ndestination:/q\n\none\0SEND\ndestination:/q\n\n\0SEND\ndestination:/q\n\nthree\0",
        "Send {destination=/q} one",
        "Send {destination=/q} ",
        "Send {destination=/q} three");

    [Test]
    public void C6_sixty_four_small_frames_come_in_one_buffer()
    {
        string[] frames = [.. Enumerable.Range(0, 64).Select(i => $"Ack {{id={i}}} ")];
        string wire = string.Concat(Enumerable.Range(0, 64).Select(i => $"ACK\nid:{i}\n\n\0"));
        _reader.AssertReads(wire, frames);
    }

    [TestCase("CONNECT", StompCommand.Connect)]
    [TestCase("STOMP", StompCommand.Stomp)]
    [TestCase("SEND", StompCommand.Send)]
    [TestCase("SUBSCRIBE", StompCommand.Subscribe)]
    [TestCase("UNSUBSCRIBE", StompCommand.Unsubscribe)]
    [TestCase("ACK", StompCommand.Ack)]
    [TestCase("NACK", StompCommand.Nack)]
    [TestCase("BEGIN", StompCommand.Begin)]
    [TestCase("COMMIT", StompCommand.Commit)]
    [TestCase("ABORT", StompCommand.Abort)]
    [TestCase("DISCONNECT", StompCommand.Disconnect)]
    public void C13_client_commands_are_read_from_a_client_only(string text, StompCommand command)
    {
        _reader.AssertReads($"{text}\nid:1\n\n\0", $"{command} {{id=1}} ");
        (_reader with { Source = FrameSource.Server }).AssertViolates($"{text}\nid:1\n\n\0", ProtocolViolation.UnknownCommand);
    }

    [TestCase("CONNECTED", StompCommand.Connected)]
    [TestCase("MESSAGE", StompCommand.Message)]
    [TestCase("RECEIPT", StompCommand.Receipt)]
    [TestCase("ERROR", StompCommand.Error)]
    public void C13_server_commands_are_read_from_a_server_only(string text, StompCommand command)
    {
        (_reader with { Source = FrameSource.Server }).AssertReads($"{text}\nmessage-id:1\n\nbody\0", $"{command} {{message-id=1}} body");
        _reader.AssertViolates($"{text}\nmessage-id:1\n\nbody\0", ProtocolViolation.UnknownCommand);
    }

    [TestCase("send")]
    [TestCase("Send")]
    [TestCase("SENd")]
    [TestCase("SEND ")]
    [TestCase(" SEND")]
    [TestCase("FOO")]
    [TestCase("SUBSCRIPT")]
    [TestCase("\rSEND")]
    public void C7_other_command_lines_are_unknown(string command)
    {
        StompProtocolException violation = _reader.AssertViolates($"{command}\nreceipt:1\n\n\0", ProtocolViolation.UnknownCommand);
        Assert.That(violation.Command, Is.EqualTo(StompCommand.None));
        Assert.That(violation.Message, Does.Contain("SUBSCRIBE"), "tells what would be right");
    }

    [TestCase("\0")]
    [TestCase("SEND\0")]
    [TestCase("SE\0ND\n\n\0")]
    public void A_nul_in_the_command_line_is_refused_at_once(string wire) => _reader.AssertViolates(wire, ProtocolViolation.UnknownCommand);

    [Test]
    public void C7_header_names_are_case_sensitive() => _reader.AssertReads(
        "SEND\nContent-Length:2\nDESTINATION:/q\n\nhello\0",
        "Send {Content-Length=2} {DESTINATION=/q} hello");

    [TestCase("SEND\ndestination\n\n\0")]
    [TestCase("SEND\nk:v\nx\n\n\0")]
    [TestCase("SEND\n \n\n\0")]
    public void C8_a_header_line_without_colon_is_refused(string wire)
    {
        StompProtocolException violation = _reader.AssertViolates(wire, ProtocolViolation.MissingColon);
        Assert.That(violation.Command, Is.EqualTo(StompCommand.Send));
        Assert.That(violation.Message, Does.Contain("colon"));
    }

    [TestCase("SEND\n:x\n\n\0")]
    [TestCase("SEND\n:\n\n\0")]
    [TestCase("SEND\nk:v\n::\n\n\0")]
    public void C9_a_header_without_name_is_refused(string wire) => _reader.AssertViolates(wire, ProtocolViolation.EmptyHeaderName);

    [Test]
    public void C10_a_value_may_be_empty() => _reader.AssertReads("SEND\nk:\nl:\n\n\0", "Send {k=} {l=} ");

    [Test]
    public void C11_C12_the_first_colon_separates_name_and_value() =>
        _reader.AssertReads("SEND\nurl:http://x:80/\ncolons:::\n\n\0", "Send {url=http://x:80/} {colons=::} ");

    [TestCase("DISCONNECT\nreceipt:77\n\0")]
    [TestCase("DISCONNECT\nreceipt:77\n\0\n")]
    [TestCase("DISCONNECT\nreceipt:77\n\0SEND\nk:v\n\n\0")]
    public void D7_a_nul_for_the_blank_line_is_refused(string wire)
    {
        Reading reading = _reader.Read(wire);
        Assert.That(reading.Violation?.Violation, Is.EqualTo(ProtocolViolation.NulInHeader));
        Assert.That(reading.Violation!.Command, Is.EqualTo(StompCommand.Disconnect));
        Assert.That(reading.Receipt, Is.EqualTo("77"));
    }

    [TestCase("SEND\nk:a\0b\n\n\0")]
    [TestCase("SEND\nk\0:v\n\n\0")]
    [TestCase("SEND\nk:v\0\nno colon\n\n\0")]
    public void D3_a_nul_in_a_header_is_refused(string wire) => _reader.AssertViolates(wire, ProtocolViolation.NulInHeader);

    [TestCase("S")]
    [TestCase("SEND\n")]
    [TestCase("SEND\ndestination:/q")]
    [TestCase("SEND\ndestination:/q\n\n")]
    [TestCase("\nSEND\ndestination:/q\n\nhalf")]
    [TestCase("SEND\ncontent-length:4\n\nhal")]
    [TestCase("SEND\ncontent-length:4\n\nhalf")]
    public void C17_an_incomplete_frame_is_not_read(string wire) => _reader.AssertUnfinished(wire);
}
