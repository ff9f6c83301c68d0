using System.Buffers;
using System.Text;
using NUnit.Framework;
using Stomp.Core.Frames;
using Stomp.Core.Protocol;

namespace Stomp.Tests.Frames;

/// <summary>The ways to write a header, and texts of every length: the writer looks at several octets at a time.</summary>
public sealed class FrameWriterHeaderTests
{
    private const int Longest = 300;

    private static IEnumerable<KnownHeader> KnownHeaders => Enum.GetValues<KnownHeader>().Where(header => header != KnownHeader.None);

    [TestCaseSource(nameof(KnownHeaders))]
    public void A_known_header_is_written_like_one_with_its_name(KnownHeader header)
    {
        foreach (string value in new[] { "", "v", "/queue/a:b\\c\nd", new string('v', Longest) })
        {
            byte[] octets = Encoding.ASCII.GetBytes(value);
            Assert.That(
                Write((ref FrameWriter<ArrayBufferWriter<byte>> writer) => writer.WriteHeader(header, octets)),
                Is.EqualTo(Write((ref FrameWriter<ArrayBufferWriter<byte>> writer) => writer.WriteHeader(HeaderName.ToUtf8(header), octets))));
        }

        foreach (long value in new[] { 0, 7, -1, long.MaxValue, long.MinValue })
        {
            Assert.That(
                Write((ref FrameWriter<ArrayBufferWriter<byte>> writer) => writer.WriteHeader(header, value)),
                Is.EqualTo(Write((ref FrameWriter<ArrayBufferWriter<byte>> writer) => writer.WriteHeader(HeaderName.ToUtf8(header), value))));
        }
    }

    [TestCase(KnownHeader.None)]
    [TestCase((KnownHeader)25)]
    [TestCase((KnownHeader)255)]
    public void What_is_no_known_header_is_not_written(KnownHeader header)
    {
        Assert.That(
            () => Write((ref FrameWriter<ArrayBufferWriter<byte>> writer) => writer.WriteHeader(header, "v"u8)),
            Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => HeaderName.ToUtf8(header).Length, Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void A_header_that_was_read_is_written_again()
    {
        const string Wire = "MESSAGE\ndestination:/queue/a\\cb\nown\\n:\\\\\ncontent-type:text/plain\n\n\0";
        var input = new ReadOnlySequence<byte>(Encoding.ASCII.GetBytes(Wire));
        var parser = new FrameParser(FrameSource.Server) { Version = StompVersion.V12 };
        Assert.That(parser.TryRead(ref input, out StompFrame frame), Is.True);
        var buffer = new ArrayBufferWriter<byte>();
        var writer = new FrameWriter<ArrayBufferWriter<byte>>(ref buffer, StompVersion.V12);
        writer.WriteCommand(frame.Command);
        foreach (Header header in frame.Headers)
        {
            writer.WriteHeader(header);
        }

        writer.EndFrame();
        writer.Flush();
        Assert.That(Encoding.ASCII.GetString(buffer.WrittenSpan), Is.EqualTo(Wire));
        parser.Reset();
    }

    [Test]
    public void Names_and_values_of_every_length_are_written()
    {
        for (int length = 1; length <= Longest; length++)
        {
            // All octets differ from their neighbours, so that none can stand in for another.
            string text = string.Concat(Enumerable.Range(0, length).Select(i => (char)('a' + (i % 26))));
            byte[] octets = Encoding.ASCII.GetBytes(text);
            Assert.That(
                Write((ref FrameWriter<ArrayBufferWriter<byte>> writer) => writer.WriteHeader(octets, octets)),
                Is.EqualTo($"MESSAGE\n{text}:{text}\n\n\0"));
        }
    }

    [TestCase('\n', "\\n")]
    [TestCase('\r', "\\r")]
    [TestCase(':', "\\c")]
    [TestCase('\\', "\\\\")]
    [TestCase('\0', "\0")]
    [TestCase('\t', "\t")]
    [TestCase('\x0E', "\x0E")]
    [TestCase('\x7F', "\x7F")]
    public void C22_an_octet_is_escaped_wherever_it_stands(char octet, string escaped)
    {
        foreach (int length in new[] { 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 48, 63, 64, 65, 255, 256, 257 })
        {
            for (int i = 0; i < length; i++)
            {
                byte[] octets = Encoding.ASCII.GetBytes($"{new string('x', i)}{octet}{new string('x', length - i - 1)}");
                string text = $"{new string('x', i)}{escaped}{new string('x', length - i - 1)}";
                Assert.That(
                    Write((ref FrameWriter<ArrayBufferWriter<byte>> writer) =>
                    {
                        writer.WriteHeader(octets, "v"u8);
                        writer.WriteHeader("n"u8, octets);
                        writer.WriteHeader(KnownHeader.Id, octets);
                    }),
                    Is.EqualTo($"MESSAGE\n{text}:v\nn:{text}\nid:{text}\n\n\0"),
                    $"at {i} of {length}");
            }
        }
    }

    [TestCase(1)]
    [TestCase(9)]
    [TestCase(10)]
    [TestCase(99)]
    [TestCase(100)]
    [TestCase(999)]
    [TestCase(1000)]
    [TestCase(9999)]
    [TestCase(10_000)]
    [TestCase(123_456)]
    [TestCase(1_000_000)]
    public void C33_content_length_is_written_with_all_its_digits(int length)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var writer = new FrameWriter<ArrayBufferWriter<byte>>(ref buffer, StompVersion.V12);
        writer.WriteCommand(StompCommand.Message);
        writer.EndFrame(new byte[length]);
        writer.Flush();
        string head = $"MESSAGE\ncontent-length:{length}\n\n";
        Assert.That(Encoding.ASCII.GetString(buffer.WrittenSpan[..head.Length]), Is.EqualTo(head));
        Assert.That(buffer.WrittenCount, Is.EqualTo(head.Length + length + 1));
    }

    [Test]
    public void A_buffer_writer_that_gives_less_room_than_asked_for_is_found_out()
    {
        var buffer = new ShortBufferWriter();
        Assert.That(
            () => new FrameWriter<ShortBufferWriter>(ref buffer, StompVersion.V12).WriteCommand(StompCommand.Message),
            Throws.InvalidOperationException.With.Message.Contains("size hint"));
    }

    private delegate void HeaderWriting(ref FrameWriter<ArrayBufferWriter<byte>> writer);

    private static string Write(HeaderWriting writeHeaders)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var writer = new FrameWriter<ArrayBufferWriter<byte>>(ref buffer, StompVersion.V12);
        writer.WriteCommand(StompCommand.Message);
        writeHeaders(ref writer);
        writer.EndFrame();
        writer.Flush();
        return Encoding.ASCII.GetString(buffer.WrittenSpan);
    }

    private sealed class ShortBufferWriter : IBufferWriter<byte>
    {
        public void Advance(int count) => throw new InvalidOperationException("nothing can have been written");

        public Memory<byte> GetMemory(int sizeHint = 0) => new byte[Math.Max(sizeHint - 1, 0)];

        public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;
    }
}
