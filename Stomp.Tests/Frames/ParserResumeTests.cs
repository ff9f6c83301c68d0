using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using NUnit.Framework;
using Stomp.Core.Frames;
using Stomp.Core.Protocol;

namespace Stomp.Tests.Frames;

/// <summary>Large frames in small pieces, resetting, and the use with pipes: C-6, C-17.</summary>
public sealed class ParserResumeTests
{
    private const int Mebibyte = 1 << 20;

    [TestCase(1)]
    [TestCase(3)]
    [TestCase(64)]
    public void C6_a_terminated_body_of_a_mebibyte_may_come_in_small_pieces(int piece)
    {
        byte[] wire = [.. "SEND\nk:a\\cb\n\n"u8, .. Enumerable.Repeat((byte)'x', Mebibyte), 0];
        var parser = new FrameParser(FrameSource.Client) { Version = StompVersion.V12 };
        for (int arrived = piece; arrived < wire.Length; arrived += piece)
        {
            var partial = new ReadOnlySequence<byte>(wire, 0, arrived);
            if (parser.TryRead(ref partial, out _))
            {
                Assert.Fail($"a frame was read after {arrived} octets");
            }
        }

        var input = new ReadOnlySequence<byte>(wire);
        Assert.That(parser.TryRead(ref input, out StompFrame frame), Is.True);
        Assert.That(frame.BodyLength, Is.EqualTo(Mebibyte));
        Assert.That(frame.Headers[0].Value.ToArray(), Is.EqualTo("a:b"u8.ToArray()));
        Assert.That(input.IsEmpty, Is.True);
    }

    [TestCase("")]
    [TestCase("content-length:300000\n")]
    public async Task C6_a_large_frame_is_read_out_of_a_pipe(string contentLength)
    {
        string body = new('y', 300_000);
        byte[] wire = Encoding.ASCII.GetBytes($"\nSEND\nlong:{new string('v', 9000)}\n{contentLength}\n{body}\0\nBEGIN\n\n\0");
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
        var parser = new FrameParser(FrameSource.Client) { Version = StompVersion.V12 };
        var frames = new List<string>();
        foreach (byte[] piece in wire.Chunk(777))
        {
            await pipe.Writer.WriteAsync(piece);
            Assert.That(pipe.Reader.TryRead(out ReadResult result), Is.True);
            ReadOnlySequence<byte> input = result.Buffer;
            while (parser.TryRead(ref input, out StompFrame frame))
            {
                frames.Add(FrameText.Of(frame));
            }

            pipe.Reader.AdvanceTo(input.Start, result.Buffer.End);
        }

        Assert.That(frames, Has.Count.EqualTo(2));
        Assert.That(frames[0], Does.EndWith($"}} {body}"));
        Assert.That(frames[1], Is.EqualTo("Begin "));
    }

    [TestCase("SEND\nk:\\c")]
    [TestCase("SEND\nk:\\c\n\nhalf a bo")]
    [TestCase("SEND\ncontent-length:100\n\nhalf a bo")]
    [TestCase("SEND\nno colon\n")]
    [TestCase("rubbish\n")]
    public void Reset_forgets_an_unfinished_or_broken_frame(string wire)
    {
        var parser = new FrameParser(FrameSource.Client) { Version = StompVersion.V12 };
        byte[] octets = Encoding.ASCII.GetBytes(wire);
        ReadOnlySequence<byte> broken = WireSequence.Create(octets, 3);
        try
        {
            Assert.That(parser.TryRead(ref broken, out _), Is.False);
            Assert.That(parser.IsInsideFrame, Is.True);
        }
        catch (StompProtocolException violation)
        {
            Assert.That(violation.Violation, Is.AnyOf(ProtocolViolation.MissingColon, ProtocolViolation.UnknownCommand));
        }

        parser.Reset();
        Assert.That(parser.IsInsideFrame, Is.False);
        var input = new ReadOnlySequence<byte>("ACK\nid:\\\\\n\n\0"u8.ToArray());
        Assert.That(parser.TryRead(ref input, out StompFrame frame), Is.True);
        Assert.That(FrameText.Of(frame), Is.EqualTo("Ack {id=\\} "));
    }

    [Test]
    public void The_version_may_change_between_frames()
    {
        var input = new ReadOnlySequence<byte>("CONNECT\r\npasscode:a\\cb\r\n\r\n\0SEND\nk:a\\cb\r\n\nx\0"u8.ToArray());
        var parser = new FrameParser(FrameSource.Client);
        Assert.That(parser.Version, Is.Null);
        Assert.That(parser.TryRead(ref input, out StompFrame connect), Is.True);
        Assert.That(FrameText.Of(connect), Is.EqualTo("Connect {passcode=a\\cb} "));

        parser.Version = StompVersion.V11;
        Assert.That(parser.TryRead(ref input, out StompFrame send), Is.True);
        Assert.That(FrameText.Of(send), Is.EqualTo("Send {k=a:b\r} x"));
    }

    [Test]
    public void A_body_in_one_segment_is_a_span()
    {
        var input = new ReadOnlySequence<byte>("SEND\n\nbody\0"u8.ToArray());
        var parser = new FrameParser(FrameSource.Client) { Version = StompVersion.V12 };
        Assert.That(parser.TryRead(ref input, out StompFrame frame), Is.True);
        Assert.That(frame.TryGetBodySpan(out ReadOnlySpan<byte> body), Is.True);
        Assert.That(body.ToArray(), Is.EqualTo("body"u8.ToArray()));
    }

    [Test]
    public void A_body_in_two_segments_is_no_span_and_is_copied()
    {
        ReadOnlySequence<byte> input = WireSequence.Create("SEND\n\nbody\0"u8.ToArray(), 8);
        var parser = new FrameParser(FrameSource.Client) { Version = StompVersion.V12 };
        Assert.That(parser.TryRead(ref input, out StompFrame frame), Is.True);
        Assert.That(frame.TryGetBodySpan(out _), Is.False);
        byte[] body = new byte[5];
        frame.CopyBodyTo(body);
        Assert.That(body, Is.EqualTo("body\0"u8.ToArray()));
    }
}
