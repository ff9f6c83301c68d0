using NUnit.Framework;
using Stomp.Core.Frames;
using Stomp.Core.Protocol;

namespace Stomp.Tests.Frames;

/// <summary>The receipt that a violation tells, for the ERROR frame (C-136): decoded once, whatever comes after it.</summary>
public sealed class ViolationReceiptTests
{
    [TestCase("no colon\n", ProtocolViolation.MissingColon)]
    [TestCase(":no name\n", ProtocolViolation.EmptyHeaderName)]
    [TestCase("k:\\x\n\n\0", ProtocolViolation.UndefinedEscape)]
    [TestCase("k\\x:v\n\n\0", ProtocolViolation.UndefinedEscape)]
    [TestCase("k:a\rb\n\n\0", ProtocolViolation.CarriageReturnInHeader)]
    [TestCase("k:a\0", ProtocolViolation.NulInHeader)]
    [TestCase("k:12345678901234567890123456789012\n", ProtocolViolation.HeaderLineTooLong)]
    [TestCase("k:v\nk:v\nk:v\nk:v\n", ProtocolViolation.TooManyHeaders)]
    [TestCase("k:345678901234567890\nk:345678901234567890\n", ProtocolViolation.HeaderBlockTooLong)]
    [TestCase("content-length:-1\n\n\0", ProtocolViolation.InvalidContentLength)]
    [TestCase("content-length:100\n\n", ProtocolViolation.BodyTooLong)]
    [TestCase("\n12345678901", ProtocolViolation.BodyTooLong)]
    [TestCase("content-length:1\n\nxyz", ProtocolViolation.MissingNul)]
    public void A_receipt_before_the_violation_is_told_decoded_once(string rest, ProtocolViolation violation)
    {
        var limits = new FrameLimits { MaxHeaderLineBytes = 30, MaxHeaderCount = 4, MaxHeaderBlockBytes = 60, MaxBodyBytes = 10 };
        Reading reading = (WireReader.V12 with { Limits = limits }).Read($"SEND\nreceipt:\\\\c\\c\\\\\\\\n\n{rest}");
        Assert.That(reading.Violation?.Violation, Is.EqualTo(violation));
        Assert.That(reading.Violation!.Command, Is.EqualTo(StompCommand.Send));
        Assert.That(reading.Receipt, Is.EqualTo("\\c:\\\\n"));
        Assert.That(reading.Violation.Limit.HasValue, Is.EqualTo(violation.ToString().Contains("TooLong", StringComparison.Ordinal)
            || violation == ProtocolViolation.TooManyHeaders));
    }

    [TestCase("SEND\nk:\\x\nreceipt:a\\cb\n\n\0")]
    [TestCase("SEND\nk:\\c\nl:\\x\nreceipt:a\\cb\n\n\0")]
    public void A_receipt_behind_the_undefined_escape_is_told_decoded(string wire) =>
        Assert.That(WireReader.V12.Read(wire).Receipt, Is.EqualTo("a:b"));

    // The last would pass for decodable after a first, partial decoding in place.
    [TestCase("SEND\nreceipt:\\x\n\n\0")]
    [TestCase("SEND\nreceipt:a\\\n\n\0")]
    [TestCase("SEND\nreceipt:\\\\n\\\\\\q\n\n\0")]
    public void A_receipt_that_cannot_be_decoded_is_not_told(string wire)
    {
        Reading reading = WireReader.V12.Read(wire);
        Assert.That(reading.Violation?.Violation, Is.EqualTo(ProtocolViolation.UndefinedEscape));
        Assert.That(reading.Receipt, Is.Null);
    }

    [TestCase("SEND\nno colon\nreceipt:1\n\n\0", StompCommand.Send)]
    [TestCase("FOO\nreceipt:1\n\n\0", StompCommand.None)]
    public void A_receipt_behind_the_line_that_is_wrong_is_not_read(string wire, StompCommand command)
    {
        Reading reading = WireReader.V12.Read(wire);
        Assert.That(reading.Receipt, Is.Null);
        Assert.That(reading.Violation?.Command, Is.EqualTo(command));
    }

    [Test]
    public void The_first_of_two_receipts_is_told() =>
        Assert.That(WireReader.V12.Read("SEND\nreceipt:1\nreceipt:2\nno colon\n").Receipt, Is.EqualTo("1"));

    [Test]
    public void Nothing_is_decoded_for_1_0() =>
        Assert.That(WireReader.V10.Read("SEND\nreceipt: a\\cb\nno colon\n").Receipt, Is.EqualTo("a\\cb"));

    [Test]
    public void Nothing_is_decoded_for_connect() =>
        Assert.That(WireReader.BeforeConnect.Read("CONNECT\nreceipt:a\\cb\nno colon\n").Receipt, Is.EqualTo("a\\cb"));

    [Test]
    public void Messages_hold_nothing_that_the_peer_sent_but_numbers_of_its_own_limits()
    {
        // The message goes into ERROR frames and logs: what came must not come back in it.
        foreach (string wire in new[] { "SECRET\n", "SEND\nSECRET\n", "SEND\n:SECRET\n", "SEND\nk:\\SECRET\n\n", "SEND\ncontent-length:SECRET\n\n" })
        {
            Assert.That(WireReader.V12.Read(wire).Violation?.Message, Is.Not.Null.And.Not.Contain("SECRET"));
        }
    }
}
