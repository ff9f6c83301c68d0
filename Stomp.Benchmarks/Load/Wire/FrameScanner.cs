using System.Buffers.Text;

namespace Stomp.Benchmarks.Load.Wire;

/// <summary>
/// Finds the frames in what one server sends on one connection. It knows where <c>content-length</c> stood in the head of the message before,
/// and so has to look for nothing but the end of the next head as long as the server writes its heads alike.
/// </summary>
/// <remarks>A mutable struct: one for each connection, kept in a field.</remarks>
internal struct FrameScanner
{
    private const byte LineFeed = (byte)'\n';
    private const byte CarriageReturn = (byte)'\r';

    // The remembered line, with the line end before and behind it, and its distances from both ends of the head.
    // Servers put it first or last: what stands on the other side of it varies in length.
    private byte[]? _line;
    private int _fromStart;
    private int _fromEnd;
    private int _length;

    /// <summary>Line ends between frames: heart-beats.</summary>
    public long HeartBeats { get; private set; }

    /// <summary>Whether the octets were no frame; nothing more can be read then.</summary>
    public bool IsMalformed { get; private set; }

    /// <summary>Reads the next frame.</summary>
    /// <param name="input">What has come and was not consumed.</param>
    /// <param name="frame">The frame, within <paramref name="input"/>.</param>
    /// <param name="consumed">Octets to consume, with or without a frame.</param>
    /// <returns>Whether there is a whole frame.</returns>
    public bool TryRead(ReadOnlySpan<byte> input, out Frame frame, out int consumed)
    {
        frame = default;
        consumed = 0;
        while (consumed < input.Length && input[consumed] is LineFeed or CarriageReturn)
        {
            HeartBeats += input[consumed++] == LineFeed ? 1 : 0;
        }

        ReadOnlySpan<byte> rest = input[consumed..];
        if (_line is not null && rest.StartsWith("MESSAGE\n"u8))
        {
            int headLength = rest.IndexOf("\n\n"u8) + 2;
            if (headLength >= 2 && HasRememberedLine(rest[..headLength]))
            {
                return TryTake(FrameKind.Message, rest, headLength, _length, ref consumed, out frame);
            }
        }

        return TryReadLineByLine(rest, ref consumed, out frame);
    }

    private readonly bool HasRememberedLine(ReadOnlySpan<byte> head)
    {
        int length = _line!.Length;
        return (head.Length >= _fromStart + length && head.Slice(_fromStart, length).SequenceEqual(_line))
            || (head.Length >= _fromEnd && head.Slice(head.Length - _fromEnd, length).SequenceEqual(_line));
    }

    private bool TryTake(FrameKind kind, ReadOnlySpan<byte> rest, int headLength, int bodyLength, scoped ref int consumed, out Frame frame)
    {
        frame = default;
        if (rest.Length - headLength <= bodyLength)
        {
            return false; // the octet behind the body has not come yet
        }

        if (rest[headLength + bodyLength] != 0)
        {
            IsMalformed = true;
            return false;
        }

        frame = new Frame(kind, rest[..headLength], rest.Slice(headLength, bodyLength));
        consumed += headLength + bodyLength + 1;
        return true;
    }

    // Any frame of a server: lines may end in CR LF, the first content-length counts, without one the body ends at the first NUL.
    private bool TryReadLineByLine(ReadOnlySpan<byte> rest, scoped ref int consumed, out Frame frame)
    {
        frame = default;
        FrameKind kind = FrameKind.Other;
        int? bodyLength = null;
        int lengthLine = 0;
        int start = 0;
        while (true)
        {
            int lineLength = rest[start..].IndexOf(LineFeed);
            if (lineLength < 0)
            {
                return false;
            }

            int end = start + lineLength + 1;
            ReadOnlySpan<byte> line = rest.Slice(start, lineLength);
            if (line.EndsWith("\r"u8))
            {
                line = line[..^1];
            }

            if (start == 0)
            {
                kind = KindOf(line);
            }
            else if (line.IsEmpty)
            {
                start = end;
                break;
            }
            else if (bodyLength is null && line.StartsWith("content-length:"u8))
            {
                if (!TryParseLength(line, out int length))
                {
                    IsMalformed = true;
                    return false;
                }

                bodyLength = length;
                lengthLine = start - 1;
            }

            start = end;
        }

        if (kind == FrameKind.Message && bodyLength is { } known && rest[..start].IndexOf(CarriageReturn) < 0)
        {
            Remember(rest[..start], lengthLine, known);
        }

        int body = bodyLength ?? rest[start..].IndexOf((byte)0);
        return body >= 0 && TryTake(kind, rest, start, body, ref consumed, out frame);
    }

    private void Remember(ReadOnlySpan<byte> head, int lengthLine, int length)
    {
        int lineEnd = lengthLine + 2 + head[(lengthLine + 1)..].IndexOf(LineFeed);
        _line = head[lengthLine..lineEnd].ToArray();
        _fromStart = lengthLine;
        _fromEnd = head.Length - lengthLine;
        _length = length;
    }

    private static bool TryParseLength(ReadOnlySpan<byte> line, out int length)
    {
        ReadOnlySpan<byte> value = line["content-length:".Length..].Trim((byte)' ');
        return Utf8Parser.TryParse(value, out length, out int used) && used == value.Length && length >= 0;
    }

    private static FrameKind KindOf(ReadOnlySpan<byte> command) =>
        command.SequenceEqual("MESSAGE"u8) ? FrameKind.Message
        : command.SequenceEqual("RECEIPT"u8) ? FrameKind.Receipt
        : command.SequenceEqual("CONNECTED"u8) ? FrameKind.Connected
        : command.SequenceEqual("ERROR"u8) ? FrameKind.Error
        : FrameKind.Other;
}
