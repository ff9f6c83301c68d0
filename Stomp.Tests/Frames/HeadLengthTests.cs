using System.Buffers;
using System.Text;
using NUnit.Framework;
using Stomp.Core.Frames;
using Stomp.Core.Protocol;

namespace Stomp.Tests.Frames;

/// <summary>Heads of every length: the parser looks at 64 octets at a time, and where its blocks end must make no difference.</summary>
public sealed class HeadLengthTests
{
    private const int Longest = 140; // more than two blocks

    [TestCase("\n")]
    [TestCase("\r\n")]
    public void Lines_of_every_length_are_read_in_whatever_pieces(string eol)
    {
        for (int length = 0; length <= Longest; length += 3)
        {
            string text = new('v', length);
            WireReader.V12.AssertReads(
                $"SEND{eol}{text}n:{text}{eol}id:1{eol}{eol}:\n\0",
                $"Send {{{text}n={text}}} {{id=1}} :\n");
        }
    }

    [TestCase("no colon\n", ProtocolViolation.MissingColon)]
    [TestCase(":no name\n", ProtocolViolation.EmptyHeaderName)]
    [TestCase("k:a\rb\n\n\0", ProtocolViolation.CarriageReturnInHeader)]
    [TestCase("k:a\0", ProtocolViolation.NulInHeader)]
    [TestCase("k:\\x\n\n\0", ProtocolViolation.UndefinedEscape)]
    public void A_violation_is_seen_wherever_it_stands_in_a_block(string line, ProtocolViolation violation)
    {
        for (int length = 0; length < 70; length++)
        {
            byte[] wire = Encoding.ASCII.GetBytes($"SEND\nreceipt:r\nk:{new string('v', length)}\n{line}");
            foreach (Delivery delivery in new[]
            {
                new Delivery("at once", [new Arrival(wire.Length)]),
                new Delivery("in two segments", [new Arrival(wire.Length, wire.Length / 2)]),
                new Delivery("octet by octet", Enumerable.Range(1, wire.Length).Select(n => new Arrival(n))),
            })
            {
                Reading reading = WireReader.V12.Read(wire, delivery);
                Assert.That(reading.Violation?.Violation, Is.EqualTo(violation), $"{delivery.Name}, {length}");
                Assert.That(reading.Receipt, Is.EqualTo("r"));
            }
        }
    }

    [Test]
    public void What_follows_a_head_in_its_block_has_no_part_in_it()
    {
        for (int length = 0; length < 70; length++)
        {
            string text = new('v', length);
            WireReader.V11.AssertReads(
                $"SEND\nk:{text}\n\n\\x:\r\0ACK\nid:{text}\n\n\0",
                $"Send {{k={text}}} \\x:\r",
                $"Ack {{id={text}}} ");
        }
    }

    [Test]
    public void More_headers_than_there_is_room_for_at_first_are_read([Values(11, 12, 13, 40, 100)] int count)
    {
        string headers = string.Concat(Enumerable.Range(0, count).Select(i => $"h{i}:{i}\n"));
        string expected = string.Concat(Enumerable.Range(0, count).Select(i => $" {{h{i}={i}}}"));
        var parser = new FrameParser(FrameSource.Client) { Version = StompVersion.V12 };
        for (int round = 0; round < 2; round++)
        {
            var input = new ReadOnlySequence<byte>(Encoding.ASCII.GetBytes($"SEND\n{headers}\nbody\0"));
            Assert.That(parser.TryRead(ref input, out StompFrame frame), Is.True);
            Assert.That(FrameText.Of(frame), Is.EqualTo($"Send{expected} body"));
        }
    }

    [Test]
    public void C7_known_headers_are_known_by_their_whole_name_wherever_they_stand()
    {
        var parser = new FrameParser(FrameSource.Client) { Version = StompVersion.V12 };
        foreach (KnownHeader known in Enum.GetValues<KnownHeader>().Where(header => header != KnownHeader.None))
        {
            string name = Encoding.ASCII.GetString(HeaderName.ToUtf8(known));
            foreach (string behind in new[] { "", "a body that is long enough for any look ahead" })
            {
                AssertKnown(parser, name, behind, known);
                AssertKnown(parser, $"{name}x", behind, KnownHeader.None);
                AssertKnown(parser, name[..^1], behind, KnownHeader.None);
                for (int i = 0; i < name.Length; i++)
                {
                    AssertKnown(parser, $"{name[..i]}_{name[(i + 1)..]}", behind, KnownHeader.None);
                }
            }
        }
    }

    private static void AssertKnown(FrameParser parser, string name, string body, KnownHeader expected)
    {
        string value = expected == KnownHeader.ContentLength ? $"{body.Length}" : "";
        var input = new ReadOnlySequence<byte>(Encoding.ASCII.GetBytes($"SEND\n{name}:{value}\n\n{body}\0"));
        Assert.That(parser.TryRead(ref input, out StompFrame frame), Is.True);
        Assert.That(frame.Headers[0].Known, Is.EqualTo(expected), name);
        Assert.That(Encoding.ASCII.GetString(frame.Headers[0].Name), Is.EqualTo(name));
        Assert.That(expected != KnownHeader.None && frame.Headers.Contains(expected), Is.EqualTo(expected != KnownHeader.None));
    }
}
