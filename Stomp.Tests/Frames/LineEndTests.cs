using NUnit.Framework;
using Stomp.Core.Frames;
using Stomp.Core.Protocol;

namespace Stomp.Tests.Frames;

/// <summary>Where a carriage return is part of a line end, and where it is data: C-2 to C-5, D-1.</summary>
public sealed class LineEndTests
{
    [TestCase("SEND\r\nk:v\r\n\r\nbody\0")]
    [TestCase("SEND\nk:v\r\n\nbody\0")]
    [TestCase("SEND\r\nk:v\n\r\nbody\0")]
    [TestCase("SEND\nk:v\n\r\nbody\0")]
    public void C2_both_line_ends_are_taken_in_1_2(string wire) => WireReader.V12.AssertReads(wire, "Send {k=v} body");

    [Test]
    public void C2_a_body_is_not_searched_for_line_ends_in_1_2() => WireReader.V12.AssertReads("SEND\r\n\r\n\r\nx\r\n\0", "Send \r\nx\r\n");

    [Test]
    public void C2_only_one_carriage_return_belongs_to_the_line_end_in_1_2() =>
        WireReader.V12.AssertViolates("SEND\nk:v\r\r\n\n\0", ProtocolViolation.CarriageReturnInHeader);

    [TestCase("SEND\nk:a\rb\n\n\0")]
    [TestCase("SEND\na\rb:v\n\n\0")]
    [TestCase("SEND\nx:y\r\nk:\rb\r\n\r\n\0")]
    public void A_carriage_return_within_a_header_is_refused_in_1_2(string wire)
    {
        StompProtocolException violation = WireReader.V12.AssertViolates(wire, ProtocolViolation.CarriageReturnInHeader);
        Assert.That(violation.Command, Is.EqualTo(StompCommand.Send));
    }

    [TestCase(StompVersion.V10)]
    [TestCase(StompVersion.V11)]
    public void C3_a_carriage_return_is_header_data_before_1_2(StompVersion version) =>
        WireReader.Of(version).AssertReads("SEND\nk:v\r\na\rb:\r\n\nbody\0", "Send {k=v\r} {a\rb=\r} body");

    [TestCase(StompVersion.V10)]
    [TestCase(StompVersion.V11)]
    public void C3_a_carriage_return_is_no_blank_line_before_1_2(StompVersion version) =>
        WireReader.Of(version).AssertViolates("SEND\nk:v\n\r\nbody\0", ProtocolViolation.MissingColon);

    [TestCase(StompVersion.V10)]
    [TestCase(StompVersion.V11)]
    public void C3_a_carriage_return_makes_a_command_unknown_before_1_2(StompVersion version) =>
        WireReader.Of(version).AssertViolates("SEND\r\nk:v\n\n\0", ProtocolViolation.UnknownCommand);

    [TestCase("CONNECT", "Connect")]
    [TestCase("STOMP", "Stomp")]
    public void C4_connect_may_have_either_line_end(string wire, string command)
    {
        WireReader.BeforeConnect.AssertReads($"{wire}\r\naccept-version:1.1\r\nhost:h\r\n\r\n\0", $"{command} {{accept-version=1.1}} {{host=h}} ");
        WireReader.BeforeConnect.AssertReads($"{wire}\naccept-version:1.1\nhost:h\n\n\0", $"{command} {{accept-version=1.1}} {{host=h}} ");
    }

    [Test]
    public void C4_connected_may_have_either_line_end()
    {
        WireReader client = WireReader.BeforeConnect with { Source = FrameSource.Server };
        client.AssertReads("CONNECTED\r\nversion:1.1\r\n\r\n\0", "Connected {version=1.1} ");
        client.AssertReads("CONNECTED\nversion:1.1\n\n\0", "Connected {version=1.1} ");
    }

    [TestCase(null)]
    [TestCase(StompVersion.V10)]
    [TestCase(StompVersion.V11)]
    [TestCase(StompVersion.V12)]
    public void C5_ends_of_line_between_frames_are_counted_once_each(StompVersion? version)
    {
        Reading reading = new WireReader(version).Read("\r\n\nDISCONNECT\n\n\0\r\n\r\n\n");
        Assert.That(reading.Frames, Is.EqualTo(new[] { "Disconnect " }));
        Assert.That(reading.EndOfLines, Is.EqualTo(5));
        Assert.That(reading.Left, Is.Zero);
    }

    [Test]
    public void C5_a_carriage_return_waits_for_its_line_feed()
    {
        Reading reading = WireReader.V12.Read("\n\r");
        Assert.That(reading.EndOfLines, Is.EqualTo(1));
        Assert.That(reading.Left, Is.EqualTo(1));
        Assert.That(reading.IsInsideFrame, Is.False);
    }
}
