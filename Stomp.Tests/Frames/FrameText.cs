using System.Text;
using NUnit.Framework;
using Stomp.Core.Frames;

namespace Stomp.Tests.Frames;

/// <summary>Writes a parsed frame down so that tests can compare it.</summary>
internal static class FrameText
{
    /// <summary>The frame as <c>Send {name=value} {name=value} body</c>.</summary>
    public static string Of(in StompFrame frame)
    {
        var text = new StringBuilder(frame.Command.ToString());
        foreach (Header header in frame.Headers)
        {
            text.Append($" {{{Encoding.UTF8.GetString(header.Name)}={Encoding.UTF8.GetString(header.Value)}}}");
        }

        byte[] body = new byte[frame.BodyLength];
        frame.CopyBodyTo(body);
        CheckBodyViews(frame, body);
        return text.Append(' ').Append(Encoding.UTF8.GetString(body)).ToString();
    }

    // The frame shows its body in three ways, which must not differ.
    private static void CheckBodyViews(in StompFrame frame, byte[] body)
    {
        var bytes = new byte[frame.Body.Length];
        int copied = 0;
        foreach (ReadOnlyMemory<byte> segment in frame.Body)
        {
            segment.Span.CopyTo(bytes.AsSpan(copied));
            copied += segment.Length;
        }

        Assert.That(bytes, Is.EqualTo(body));
        if (frame.TryGetBodySpan(out ReadOnlySpan<byte> span))
        {
            Assert.That(span.ToArray(), Is.EqualTo(body));
        }
    }
}
