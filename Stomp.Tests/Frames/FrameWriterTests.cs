using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using NUnit.Framework;
using Stomp.Core.Frames;
using Stomp.Core.Protocol;

namespace Stomp.Tests.Frames;

/// <summary>The octets of frames written, where no escape is needed: C-1, C-16, C-31 to C-39, C-66.</summary>
[TestFixtureSource(nameof(Versions))]
public sealed class FrameWriterTests(StompVersion version)
{
    private ArrayBufferWriter<byte> _buffer = new();

    public static StompVersion[] Versions => Enum.GetValues<StompVersion>();

    private string Written => Encoding.UTF8.GetString(_buffer.WrittenSpan);

    [SetUp]
    public void CreateBuffer() => _buffer = new ArrayBufferWriter<byte>();

    [Test]
    public void C31_a_frame_without_body_has_no_content_length()
    {
        var writer = new FrameWriter<ArrayBufferWriter<byte>>(ref _buffer, version);
        writer.WriteCommand(StompCommand.Receipt);
        writer.WriteHeader(HeaderName.ReceiptId, "77"u8);
        writer.EndFrame();
        writer.Flush();
        Assert.That(Written, Is.EqualTo("RECEIPT\nreceipt-id:77\n\n\0"));
    }

    [Test]
    public void C33_a_frame_with_body_has_its_content_length()
    {
        var writer = new FrameWriter<ArrayBufferWriter<byte>>(ref _buffer, version);
        writer.WriteCommand(StompCommand.Message);
        writer.WriteHeader(HeaderName.Destination, "/queue/\u00e4"u8);
        writer.WriteHeader("n"u8, 42);
        writer.WriteHeader("empty"u8, ""u8);
        writer.EndFrame("a\0\U0001F600\r\n"u8);
        writer.Flush();
        Assert.That(Written, Is.EqualTo("MESSAGE\ndestination:/queue/\u00e4\nn:42\nempty:\ncontent-length:8\n\na\0\U0001F600\r\n\0"));
    }

    [Test]
    public void An_empty_body_is_none()
    {
        WriteSend(""u8.ToArray());
        Assert.That(Written, Is.EqualTo("SEND\n\n\0"));
    }

    [Test]
    public void C33_a_body_in_segments_is_written_as_one()
    {
        WriteSend(WireSequence.Create("one two three"u8.ToArray(), 1, 4, 4, 12));
        Assert.That(Written, Is.EqualTo("SEND\ncontent-length:13\n\none two three\0"));
    }

    [Test]
    public void A_body_in_one_segment_is_written_as_a_span_is()
    {
        WriteSend(new ReadOnlySequence<byte>("body"u8.ToArray()));
        Assert.That(Written, Is.EqualTo("SEND\ncontent-length:4\n\nbody\0"));
    }

    [Test]
    public void An_empty_body_in_segments_is_none()
    {
        WriteSend(WireSequence.Create(Array.Empty<byte>(), 0, 0));
        Assert.That(Written, Is.EqualTo("SEND\n\n\0"));
    }

    [TestCase(0, "0")]
    [TestCase(long.MaxValue, "9223372036854775807")]
    [TestCase(long.MinValue, "-9223372036854775808")]
    public void Numbers_are_written_in_decimal(long number, string text)
    {
        var writer = new FrameWriter<ArrayBufferWriter<byte>>(ref _buffer, version);
        writer.WriteCommand(StompCommand.Send);
        writer.WriteHeader("n"u8, number);
        writer.EndFrame();
        writer.Flush();
        Assert.That(Written, Is.EqualTo($"SEND\nn:{text}\n\n\0"));
    }

    [Test]
    public void C66_a_heart_beat_is_one_line_feed()
    {
        var writer = new FrameWriter<ArrayBufferWriter<byte>>(ref _buffer, version);
        writer.WriteEndOfLine();
        writer.Flush();
        Assert.That(Written, Is.EqualTo("\n"));
    }

    [Test]
    public void Several_frames_are_handed_over_by_one_flush()
    {
        var writer = new FrameWriter<ArrayBufferWriter<byte>>(ref _buffer, version);
        writer.WriteCommand(StompCommand.Begin);
        writer.EndFrame();
        writer.WriteEndOfLine();
        writer.WriteCommand(StompCommand.Send);
        writer.EndFrame("x"u8);
        Assert.That(_buffer.WrittenCount, Is.Zero, "nothing before the flush");
        writer.Flush();
        Assert.That(Written, Is.EqualTo("BEGIN\n\n\0\nSEND\ncontent-length:1\n\nx\0"));
    }

    [Test]
    public void Writing_goes_on_after_a_flush()
    {
        var writer = new FrameWriter<ArrayBufferWriter<byte>>(ref _buffer, version);
        writer.WriteCommand(StompCommand.Begin);
        writer.EndFrame();
        writer.Flush();
        writer.Flush();
        writer.WriteCommand(StompCommand.Abort);
        writer.EndFrame();
        writer.Flush();
        Assert.That(Written, Is.EqualTo("BEGIN\n\n\0ABORT\n\n\0"));
    }

    [Test]
    public void A_frame_may_be_larger_than_the_first_span()
    {
        string value = new('v', 5000);
        byte[] body = [.. Enumerable.Range(0, 70_000).Select(i => (byte)i)];
        var writer = new FrameWriter<ArrayBufferWriter<byte>>(ref _buffer, version);
        writer.WriteCommand(StompCommand.Message);
        writer.WriteHeader("k"u8, Encoding.ASCII.GetBytes(value));
        writer.EndFrame(WireSequence.Create(body, 10, 60_000));
        writer.Flush();
        byte[] expected = [.. Encoding.ASCII.GetBytes($"MESSAGE\nk:{value}\ncontent-length:70000\n\n"), .. body, 0];
        Assert.That(_buffer.WrittenSpan.SequenceEqual(expected), Is.True);
    }

    [Test]
    public async Task Frames_go_into_a_pipe()
    {
        // Segments of 16 octets: nearly each part of a frame takes a new one.
        var pipe = new Pipe(new PipeOptions(minimumSegmentSize: 16));
        byte[] body = [.. Enumerable.Repeat((byte)'b', 5000)];
        WriteTo(pipe.Writer, body);
        await pipe.Writer.CompleteAsync();
        ReadResult result = await pipe.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));
        string expected = $"SEND\ndestination:/queue/a\ncontent-length:5000\n\n{new string('b', 5000)}\0\n";
        Assert.That(Encoding.ASCII.GetString(result.Buffer), Is.EqualTo(expected + expected));
    }

    [Test]
    public void A_frame_may_be_continued_that_was_begun_elsewhere()
    {
        _buffer.Write("MESSAGE\nsubscription:1\n"u8);
        var writer = new FrameWriter<ArrayBufferWriter<byte>>(ref _buffer, version);
        writer.ContinueFrame(StompCommand.Message);
        writer.WriteHeader("k"u8, "v"u8);
        writer.EndFrame();
        writer.Flush();
        Assert.That(Written, Is.EqualTo("MESSAGE\nsubscription:1\nk:v\n\n\0"));
    }

    [TestCase("k", "v", false)]
    [TestCase("k", "a:b", true)]
    [TestCase("k", "a\\b", true)]
    [TestCase("k", "a\nb", true)]
    [TestCase("k", "a\r", true)]
    [TestCase("a:b", "v", true)]
    [TestCase("a\r", "v", true)]
    public void Headers_that_the_versions_write_differently_are_told(string name, string value, bool isUnsafe)
    {
        var writer = new FrameWriter<ArrayBufferWriter<byte>>(ref _buffer, version);
        writer.WriteCommand(StompCommand.Message);
        writer.WriteHeader(Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(value));
        Assert.That(writer.HasUnsafeHeaders, Is.EqualTo(isUnsafe));
    }

    [Test]
    public void There_is_no_frame_without_command() => Assert.That(
        () => new FrameWriter<ArrayBufferWriter<byte>>(ref _buffer, version).WriteCommand(StompCommand.None),
        Throws.InstanceOf<ArgumentOutOfRangeException>());

    private void WriteTo(PipeWriter pipe, byte[] body)
    {
        var writer = new FrameWriter<PipeWriter>(ref pipe, version);
        for (int i = 0; i < 2; i++)
        {
            writer.WriteCommand(StompCommand.Send);
            writer.WriteHeader(HeaderName.Destination, "/queue/a"u8);
            writer.EndFrame(body);
            writer.WriteEndOfLine();
        }

        writer.Flush();
    }

    private void WriteSend(byte[] body)
    {
        var writer = new FrameWriter<ArrayBufferWriter<byte>>(ref _buffer, version);
        writer.WriteCommand(StompCommand.Send);
        writer.EndFrame(body);
        writer.Flush();
    }

    private void WriteSend(in ReadOnlySequence<byte> body)
    {
        var writer = new FrameWriter<ArrayBufferWriter<byte>>(ref _buffer, version);
        writer.WriteCommand(StompCommand.Send);
        writer.EndFrame(body);
        writer.Flush();
    }
}
