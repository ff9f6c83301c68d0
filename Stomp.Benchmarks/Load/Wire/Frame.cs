using System.Text;

namespace Stomp.Benchmarks.Load.Wire;

/// <summary>A frame in the input buffer: valid until the handler that got it returns.</summary>
internal readonly ref struct Frame(FrameKind kind, ReadOnlySpan<byte> head, ReadOnlySpan<byte> body)
{
    public FrameKind Kind { get; } = kind;

    /// <summary>The command's line and the header lines, with the empty line behind them.</summary>
    public ReadOnlySpan<byte> Head { get; } = head;

    public ReadOnlySpan<byte> Body { get; } = body;

    /// <summary>A header's value as it stands there, still escaped; empty when it is not there.</summary>
    /// <param name="lineStart">How its line begins, with the end of the line before: <c>"\nack:"</c>.</param>
    public ReadOnlySpan<byte> Header(ReadOnlySpan<byte> lineStart)
    {
        int start = Head.IndexOf(lineStart);
        if (start < 0)
        {
            return [];
        }

        ReadOnlySpan<byte> rest = Head[(start + lineStart.Length)..];
        return rest[..rest.IndexOfAny((byte)'\r', (byte)'\n')];
    }

    /// <summary>It as text, for messages to people.</summary>
    public string Describe() => Encoding.UTF8.GetString(Head).Trim() + (Body.IsEmpty ? "" : $" {Encoding.UTF8.GetString(Body)}");
}
