using NUnit.Framework;
using Stomp.Core.Frames;
using Stomp.Core.Protocol;

namespace Stomp.Tests.Frames;

/// <summary>Where a body ends: checklist section C.</summary>
[TestFixtureSource(nameof(Versions))]
public sealed class BodyTests(StompVersion version)
{
    private readonly WireReader _reader = WireReader.Of(version);

    public static StompVersion[] Versions => Enum.GetValues<StompVersion>();

    [Test]
    public void C14_without_content_length_the_body_ends_at_the_first_nul()
    {
        Reading reading = _reader.Read("SEND\nk:v\n\none\ntwo\0three");
        Assert.That(reading.Frames, Is.EqualTo(new[] { "Send {k=v} one\ntwo" }));
        Assert.That(reading.Left, Is.EqualTo("three".Length));
    }

    [Test]
    public void C29_with_content_length_the_body_holds_nuls() => _reader.AssertReads(
        "SEND\ncontent-length:5\n\n\0a\0\0b\0SEND\ncontent-length:1\n\n\0\0\n",
        "Send {content-length=5} \0a\0\0b",
        "Send {content-length=1} \0");

    [Test]
    public void C29_content_length_counts_octets_not_characters() =>
        _reader.AssertReads("SEND\ncontent-length:6\n\n\u00e4\U0001F600\0", "Send {content-length=6} \u00e4\U0001F600");

    [Test]
    public void C29_a_body_may_look_like_a_frame() => _reader.AssertReads(
        "SEND\ncontent-length:13\n\n\0DISCONNECT\n\n\0\n",
        "Send {content-length=13} \0DISCONNECT\n\n");

    [Test]
    public void C29_content_length_zero_is_an_empty_body() =>
        _reader.AssertReads("SEND\ncontent-length:0\n\n\0\nBEGIN\n\n\0", "Send {content-length=0} ", "Begin ");

    [TestCase("ACK\nid:1\ncontent-length:0\n\n\0", "Ack {id=1} {content-length=0} ")]
    [TestCase("ACK\nid:1\ncontent-length:2\n\n\0x\0", "Ack {id=1} {content-length=2} \0x")]
    [TestCase("SUBSCRIBE\nid:1\n\nignored\0", "Subscribe {id=1} ignored")]
    public void C30_any_frame_is_read_with_its_body(string wire, string frame) => _reader.AssertReads(wire, frame);

    [TestCase("SEND\ncontent-length:2\n\nabc\0")]
    [TestCase("SEND\ncontent-length:0\n\nabc\0")]
    [TestCase("SEND\ncontent-length:3\n\nabc\n\0")]
    public void C15_an_octet_for_the_nul_behind_the_body_is_refused(string wire)
    {
        StompProtocolException violation = _reader.AssertViolates(wire, ProtocolViolation.MissingNul);
        Assert.That(violation.Command, Is.EqualTo(StompCommand.Send));
        Assert.That(violation.Message, Does.Contain("content-length"));
    }

    [TestCase("0", "")]
    [TestCase("5", "hello")]
    [TestCase("005", "hello")]
    [TestCase("00000000000000000000000000005", "hello")]
    public void C38_content_length_is_decimal_digits(string digits, string body) =>
        _reader.AssertReads($"SEND\ncontent-length:{digits}\n\n{body}\0", $"Send {{content-length={digits}}} {body}");

    [TestCase("")]
    [TestCase("-1")]
    [TestCase("+5")]
    [TestCase("5 ")]
    [TestCase("\t5")]
    [TestCase("0x5")]
    [TestCase("5.0")]
    [TestCase("5,5")]
    [TestCase("1e1")]
    [TestCase("\uFF15")]
    public void C38_any_other_content_length_is_refused(string value)
    {
        StompProtocolException violation = _reader.AssertViolates($"SEND\ncontent-length:{value}\n\nhello\0", ProtocolViolation.InvalidContentLength);
        Assert.That(violation.Command, Is.EqualTo(StompCommand.Send));
        Assert.That(violation.Message, Does.Contain("digits"));
    }

    [Test]
    public void C38_a_blank_before_content_length_is_refused_except_in_1_0()
    {
        // In 1.0 one blank behind the colon of a known header is not part of the value (D-5).
        const string Wire = "SEND\ncontent-length: 5\n\nhello\0";
        if (version == StompVersion.V10)
        {
            _reader.AssertReads(Wire, "Send {content-length=5} hello");
            _reader.AssertViolates("SEND\ncontent-length:  5\n\nhello\0", ProtocolViolation.InvalidContentLength);
        }
        else
        {
            _reader.AssertViolates(Wire, ProtocolViolation.InvalidContentLength);
        }
    }

    [TestCase("4194305")]
    [TestCase("2147483647")]
    [TestCase("2147483648")]
    [TestCase("4294967301")]
    [TestCase("9223372036854775808")]
    [TestCase("18446744073709551621")]
    [TestCase("99999999999999999999")]
    public void C38_a_content_length_above_the_limit_is_refused_before_the_body_comes(string digits)
    {
        StompProtocolException violation = _reader.AssertViolates($"SEND\ncontent-length:{digits}\n\n", ProtocolViolation.BodyTooLong);
        Assert.That(violation.Limit, Is.EqualTo(FrameLimits.Default.MaxBodyBytes));
    }

    [Test]
    public void C42_the_first_of_two_content_lengths_holds()
    {
        _reader.AssertReads("SEND\ncontent-length:2\ncontent-length:9\n\nhi\0", "Send {content-length=2} {content-length=9} hi");
        _reader.AssertViolates("SEND\ncontent-length:x\ncontent-length:2\n\nhi\0", ProtocolViolation.InvalidContentLength);
    }
}
