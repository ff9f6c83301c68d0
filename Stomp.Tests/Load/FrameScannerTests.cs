using System.Text;
using NUnit.Framework;
using Stomp.Benchmarks.Load.Wire;

namespace Stomp.Tests.Load;

public sealed class FrameScannerTests
{
    private const string First = "MESSAGE\nsubscription:0\nmessage-id:1\ncontent-length:3\n\nabc\0";

    private static readonly string[][] Streams =
    [
        [
            First,
            "MESSAGE\nsubscription:0\nmessage-id:2\ncontent-length:3\n\ndef\0",
            "MESSAGE\nsubscription:0\nmessage-id:1000\ncontent-length:3\n\nghi\0"],
        [
            "MESSAGE\ncontent-length:3\nmessage-id:1\n\nabc\0",
            "MESSAGE\ncontent-length:3\nmessage-id:20\n\ndef\0",
            "MESSAGE\ncontent-length:4\nmessage-id:3\n\ngh\0i\0"],
        [First, "MESSAGE\nsubscription:0\nmessage-id:2\ncontent-length:6\n\nlonger\0", First],
        [First, "MESSAGE\nsubscription:0\nmessage-id:2\n\nwithout length\0", First],
        [First, "RECEIPT\nreceipt-id:7\n\n\0", "ERROR\ncontent-length:2\n\nno\0", First],
        ["CONNECTED\r\nversion:1.2\r\n\r\n\0", "MESSAGE\r\ncontent-length:3\r\n\r\na\nb\0", "MESSAGE\r\ncontent-length:3\r\n\r\ncde\0"],
        [First, "MESSAGE\nsubscription:0\nmessage-id:2\ncontent-length:3\ncontent-length:1\n\nabc\0", First],
        ["MESSAGE\ncontent-length:4\n\na\n\nb\0", "MESSAGE\ncontent-length:4\n\n\n\n\n\n\0", "MESSAGE\ncontent-length:0\n\n\0"],
    ];

    [TestCaseSource(nameof(Streams))]
    public void Finds_each_frame_wherever_the_input_is_cut(params string[] frames)
    {
        byte[] input = Encoding.UTF8.GetBytes(string.Concat(frames));
        for (int cut = 0; cut <= input.Length; cut++)
        {
            Assert.That(Read(input, cut), Is.EqualTo(frames), $"cut at {cut}");
        }
    }

    [Test]
    public void Takes_bodies_and_headers_apart()
    {
        var scanner = new FrameScanner();

        Assert.That(scanner.TryRead("MESSAGE\nsubscription:0\nack:a-1\ncontent-length:3\n\nabc\0"u8, out Frame frame, out _), Is.True);
        Assert.That(frame.Kind, Is.EqualTo(FrameKind.Message));
        Assert.That(Encoding.UTF8.GetString(frame.Body), Is.EqualTo("abc"));
        Assert.That(Encoding.UTF8.GetString(frame.Header("\nack:"u8)), Is.EqualTo("a-1"));
        Assert.That(frame.Header("\nreceipt-id:"u8).IsEmpty, Is.True);
    }

    [Test]
    public void Counts_line_ends_between_frames()
    {
        var scanner = new FrameScanner();

        Assert.That(scanner.TryRead("\n\n\r\n"u8, out _, out int consumed), Is.False);
        Assert.That((consumed, scanner.HeartBeats), Is.EqualTo((4, 3L)));
    }

    [TestCase("MESSAGE\ncontent-length:2\n\nabc\0")]
    [TestCase("MESSAGE\ncontent-length:x\n\nabc\0")]
    [TestCase("MESSAGE\ncontent-length:-1\n\nabc\0")]
    public void Refuses_what_is_no_frame(string text)
    {
        var scanner = new FrameScanner();

        Assert.That(scanner.TryRead(Encoding.UTF8.GetBytes(text), out _, out _), Is.False);
        Assert.That(scanner.IsMalformed, Is.True);
    }

    // A wrong length that looks like the one before is found by the octet behind the body.
    [Test]
    public void Refuses_a_body_that_is_longer_than_its_length()
    {
        var scanner = new FrameScanner();
        Assert.That(scanner.TryRead(Encoding.UTF8.GetBytes(First), out _, out _), Is.True);

        Assert.That(scanner.TryRead("MESSAGE\nsubscription:0\nmessage-id:2\ncontent-length:3\n\nabcd\0"u8, out _, out _), Is.False);
        Assert.That(scanner.IsMalformed, Is.True);
    }

    private static List<string> Read(byte[] input, int cut)
    {
        var scanner = new FrameScanner();
        var frames = new List<string>();
        int start = 0;
        foreach (int end in new[] { cut, input.Length })
        {
            while (scanner.TryRead(input.AsSpan(start, end - start), out Frame frame, out int consumed))
            {
                start += consumed;
                frames.Add(Encoding.UTF8.GetString(frame.Head) + Encoding.UTF8.GetString(frame.Body) + "\0");
            }
        }

        return frames;
    }
}
