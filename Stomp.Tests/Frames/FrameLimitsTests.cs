using NUnit.Framework;
using Stomp.Core.Frames;
using Stomp.Core.Protocol;

namespace Stomp.Tests.Frames;

/// <summary>The limits of a frame: at each of them it is read, one beyond it is not (C-43).</summary>
public sealed class FrameLimitsTests
{
    [Test]
    public void The_longest_command_fits_its_limit() =>
        With(new FrameLimits { MaxCommandBytes = 11 }).AssertReads("UNSUBSCRIBE\r\nid:1\r\n\r\n\0", "Unsubscribe {id=1} ");

    [TestCase("SUBSCRIBE\n\n\0")]
    [TestCase("UNSUBSCRIBE\n\n\0")]
    [TestCase("ABCDEFGHI\n\n\0")]
    [TestCase("ABCDEFGHI\0")]
    [TestCase("ABCDEFGHIJ")]
    public void A_command_line_beyond_its_limit_is_refused(string wire)
    {
        StompProtocolException violation = With(new FrameLimits { MaxCommandBytes = 8 }).AssertViolates(wire, ProtocolViolation.CommandTooLong);
        Assert.That(violation.Limit, Is.EqualTo(8));
        Assert.That(violation.Message, Does.Contain("8 octets").And.Contain("command"));
        Assert.That(violation.Command, Is.EqualTo(StompCommand.None));
    }

    [Test]
    public void An_unknown_command_at_the_limit_is_unknown() =>
        With(new FrameLimits { MaxCommandBytes = 8 }).AssertViolates("ABCDEFGH\n\n\0", ProtocolViolation.UnknownCommand);

    [TestCase("SEND\nk:345678\nl:\n\n\0", "Send {k=345678} {l=} ")]
    [TestCase("SEND\nk:345678\r\nl:\r\n\r\n\0", "Send {k=345678} {l=} ")]
    public void A_header_line_may_have_the_octets_of_its_limit(string wire, string frame) =>
        With(new FrameLimits { MaxHeaderLineBytes = 8 }).AssertReads(wire, frame);

    [TestCase("SEND\nreceipt:\nk:3456789\n\n\0")]
    [TestCase("SEND\nreceipt:\r\nk:3456789\r\n\r\n\0")]
    [TestCase("SEND\nreceipt:\n123456789:\n\n\0")]
    [TestCase("SEND\nreceipt:\n1234567890 no colon\n\n\0")]
    [TestCase("SEND\nreceipt:\nk:34567890")]
    [TestCase("SEND\nreceipt:\nk:34567890\0")]
    public void A_header_line_beyond_its_limit_is_refused(string wire)
    {
        StompProtocolException violation = With(new FrameLimits { MaxHeaderLineBytes = 8 }).AssertViolates(wire, ProtocolViolation.HeaderLineTooLong);
        Assert.That(violation.Limit, Is.EqualTo(8));
        Assert.That(violation.Message, Does.Contain("8 octets").And.Contain("line"));
        Assert.That(violation.Command, Is.EqualTo(StompCommand.Send));
        Assert.That(violation.Receipt?.Length, Is.Zero, "the receipt is there, and empty");
    }

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(12)]
    [TestCase(13)]
    [TestCase(100)]
    public void A_frame_has_as_many_headers_as_its_limit_and_no_more(int limit)
    {
        // A list of its own, as repeated headers count too.
        string headers = string.Concat(Enumerable.Repeat("k:v\n", limit));
        string frame = string.Concat(Enumerable.Repeat(" {k=v}", limit));
        WireReader reader = With(new FrameLimits { MaxHeaderCount = limit });
        reader.AssertReads($"SEND\n{headers}\n\0", $"Send{frame} ");

        StompProtocolException violation = reader.AssertViolates($"SEND\n{headers}k:v\n", ProtocolViolation.TooManyHeaders);
        Assert.That(violation.Limit, Is.EqualTo(limit));
        Assert.That(violation.Message, Does.Contain($"{limit} headers"));
        Assert.That(violation.Command, Is.EqualTo(StompCommand.Send));
    }

    [TestCase("SEND\nk:34\nl:34\n\nbody\0", "Send {k=34} {l=34} body")]
    [TestCase("SEND\r\nk:3\r\nl:3\r\n\r\nbody\0", "Send {k=3} {l=3} body")]
    public void The_headers_together_may_have_the_octets_of_their_limit(string wire, string frame) =>
        With(new FrameLimits { MaxHeaderBlockBytes = 10 }).AssertReads(wire, frame);

    [TestCase("SEND\nk:34\nl:345\n\n\0")]
    [TestCase("SEND\nk:3\r\nl:34\r\n\r\n\0")]
    [TestCase("SEND\nk:34567890\n\n\0")]
    [TestCase("SEND\nk:34\nl:3456")]
    [TestCase("SEND\nk:34\nno colon\n")]
    public void The_headers_together_beyond_their_limit_are_refused(string wire)
    {
        WireReader reader = With(new FrameLimits { MaxHeaderBlockBytes = 10 });
        StompProtocolException violation = reader.AssertViolates(wire, ProtocolViolation.HeaderBlockTooLong);
        Assert.That(violation.Limit, Is.EqualTo(10));
        Assert.That(violation.Message, Does.Contain("10 octets").And.Contain("headers"));
        Assert.That(violation.Command, Is.EqualTo(StompCommand.Send));
    }

    [TestCase("k:3456", ProtocolViolation.HeaderLineTooLong)]
    [TestCase("k:34567890", ProtocolViolation.HeaderLineTooLong)]
    [TestCase("k:3\nl:345678", ProtocolViolation.HeaderLineTooLong)]
    [TestCase("k:3\nl:3\nm:345678", ProtocolViolation.HeaderBlockTooLong)]
    [TestCase("k:34\nl:3\nm:345678", ProtocolViolation.HeaderBlockTooLong)]
    public void A_line_beyond_both_limits_is_refused_for_the_one_exceeded_first(string headers, ProtocolViolation violation)
    {
        WireReader reader = With(new FrameLimits { MaxHeaderLineBytes = 5, MaxHeaderBlockBytes = 13 });
        reader.AssertViolates($"SEND\n{headers}\n\n\0", violation);
        reader.AssertViolates($"SEND\n{headers}\r\n\r\n\0", violation);
    }

    [TestCase("SEND\ncontent-length:6\n\n123456\0", "Send {content-length=6} 123456")]
    [TestCase("SEND\n\n123456\0", "Send 123456")]
    public void A_body_may_have_the_octets_of_its_limit(string wire, string frame) =>
        With(new FrameLimits { MaxBodyBytes = 6 }).AssertReads(wire, frame);

    [TestCase("SEND\nreceipt:a\\cb\ncontent-length:7\n\n")]
    [TestCase("SEND\nreceipt:a\\cb\ncontent-length:7\n\n1234567\0")]
    [TestCase("SEND\nreceipt:a\\cb\n\n1234567\0")]
    public void A_body_beyond_its_limit_is_refused(string wire) => AssertBodyTooLong(wire);

    [Test]
    public void A_body_without_end_is_refused_without_waiting_for_it() => AssertBodyTooLong("SEND\nreceipt:a\\cb\n\n1234567");

    [Test]
    public void A_limit_of_zero_allows_empty_bodies_only()
    {
        WireReader reader = With(new FrameLimits { MaxBodyBytes = 0 });
        reader.AssertReads("SEND\n\n\0SEND\ncontent-length:0\n\n\0", "Send ", "Send {content-length=0} ");
        reader.AssertViolates("SEND\n\nx", ProtocolViolation.BodyTooLong);
    }

    [Test]
    public void The_first_frame_beyond_a_limit_comes_after_the_good_ones() =>
        With(new FrameLimits { MaxBodyBytes = 2 }).AssertViolates("SEND\n\nhi\0SEND\n\nhello\0", ProtocolViolation.BodyTooLong, goodFrames: 1);

    [Test]
    public void Limits_out_of_range_are_refused()
    {
        var limits = new FrameLimits();
        Assert.That(() => limits.MaxCommandBytes = 0, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => limits.MaxHeaderLineBytes = 0, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => limits.MaxHeaderCount = -1, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => limits.MaxHeaderBlockBytes = int.MaxValue, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => limits.MaxBodyBytes = -1, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => limits.MaxBodyBytes = (1 << 30) + 1, Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    private static WireReader With(FrameLimits limits) => WireReader.V12 with { Limits = limits };

    private static void AssertBodyTooLong(string wire)
    {
        Reading reading = With(new FrameLimits { MaxBodyBytes = 6 }).Read(wire);
        Assert.That(reading.Violation?.Violation, Is.EqualTo(ProtocolViolation.BodyTooLong));
        Assert.That(reading.Violation!.Limit, Is.EqualTo(6));
        Assert.That(reading.Violation.Message, Does.Contain("6 octets").And.Contain("body"));
        Assert.That(reading.Violation.Command, Is.EqualTo(StompCommand.Send));
        Assert.That(reading.Receipt, Is.EqualTo("a:b"));
    }
}
