using System.Buffers;
using System.Runtime.CompilerServices;
using Stomp.Core.Protocol;

namespace Stomp.Core.Frames;

/// <summary>
/// Reads STOMP 1.0, 1.1 and 1.2 frames out of a stream of octets, in whatever pieces they come (C-6), without allocating.
/// </summary>
/// <remarks>
/// <para>
/// Resumable: when a frame is incomplete the parser remembers how far it has looked, and goes on from there at the next call; no octet is
/// searched twice. For that the caller must not consume any of an unfinished frame: the next call's input starts where
/// <see cref="SequenceReader{T}.Position"/> stood after the last one, and goes at least as far. That is what
/// <c>PipeReader.AdvanceTo(reader.Position, buffer.End)</c> does.
/// </para>
/// <para>
/// One parser serves one stream, on one thread at a time. Only a head (command and headers) that lies across segments, or one with escapes,
/// is copied, into pooled memory that the parser owns until its next call; call <see cref="Reset"/> when the stream ends in the middle of a frame.
/// </para>
/// </remarks>
public sealed class FrameParser
{
    // Enough for the frames of common clients; grows, once, up to FrameLimits.MaxHeaderCount.
    private const int InitialSlots = 12;

    // What a thread has ready for the next parser that begins a frame: streams that are between frames have none.
    [ThreadStatic]
    private static FrameHead? _spare;

    private readonly FrameSource _source;
    private readonly FrameLimits _limits;

    private FrameHead? _headOrNone;
    private StompVersion? _version;
    private Phase _phase;
    private int _searched; // octets of the frame in which the end of the body has been looked for

    /// <summary>Creates a parser for one stream.</summary>
    /// <param name="source">Whose commands are read.</param>
    /// <param name="limits">The limits of a frame; <see cref="FrameLimits.Default"/> when <see langword="null"/>.</param>
    public FrameParser(FrameSource source, FrameLimits? limits = null)
    {
        _source = source;
        _limits = limits ?? FrameLimits.Default;
    }

    private enum Phase : byte
    {
        BetweenFrames,
        Head,
        CountedBody,
        TerminatedBody,
    }

    /// <summary>
    /// The version of the stream, which decides line ends and escapes. <see langword="null"/>, the initial value, until it is agreed:
    /// then both line ends are taken (C-4) and nothing is unescaped, as CONNECT and CONNECTED need it (C-25).
    /// </summary>
    public StompVersion? Version
    {
        get => _version;
        set
        {
            _version = value;
            if (_headOrNone is not null)
            {
                _headOrNone.Version = value;
            }
        }
    }

    /// <summary>The line ends passed over between frames so far: heart-beats, most of them (C-5).</summary>
    public long EndOfLineCount { get; private set; }

    /// <summary>Whether the octets seen so far end in the middle of a frame.</summary>
    public bool IsInsideFrame => _phase != Phase.BetweenFrames;

    // There since the first frame began, or the first after Reset.
    private FrameHead Head => _headOrNone!;

    /// <summary>Reads the next frame, if it is there in whole.</summary>
    /// <param name="input">The octets from the first one not consumed. Afterwards it stands behind the frame or, without one, where the next call must begin.</param>
    /// <param name="frame">The frame, a view over <paramref name="input"/> and this parser.</param>
    /// <returns><see langword="false"/> when more octets are needed.</returns>
    /// <exception cref="StompProtocolException">The octets break the protocol or a limit; the parser can only be reset.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)] // the structures on its stack would be zeroed in each caller's
    public bool TryRead(scoped ref SequenceReader<byte> input, out StompFrame frame)
    {
        if (_phase == Phase.BetweenFrames && !TryBegin(ref input))
        {
            frame = default;
            return false;
        }

        ReadOnlySpan<byte> unread = input.UnreadSpan;
        if (_phase != Phase.Head)
        {
            Head.Hold(ref input);
        }
        else if (!TryReadHead(ref input, unread))
        {
            frame = default;
            return false;
        }

        return _phase == Phase.CountedBody
            ? TryReadCountedBody(ref input, unread, out frame)
            : TryReadTerminatedBody(ref input, unread, out frame);
    }

    /// <summary>Reads the next frame out of a sequence, which afterwards begins behind the frame or where the next call must begin.</summary>
    /// <inheritdoc cref="TryRead(ref SequenceReader{byte}, out StompFrame)"/>
    public bool TryRead(ref ReadOnlySequence<byte> input, out StompFrame frame)
    {
        var reader = new SequenceReader<byte>(input);
        bool found = TryRead(ref reader, out frame);
        input = reader.UnreadSequence;
        return found;
    }

    /// <summary>
    /// Forgets an unfinished frame and gives all memory back, so that the parser of an idle stream takes some 50 octets. Frames read before are
    /// no longer valid.
    /// </summary>
    public void Reset()
    {
        _phase = Phase.BetweenFrames;
        if (_headOrNone is { } head)
        {
            head.Clear();
            _spare = head;
            _headOrNone = null;
        }
    }

    // The frame begins with its first octet that is no line end.
    private bool TryBegin(scoped ref SequenceReader<byte> input)
    {
        if (_headOrNone is null)
        {
            TakeHead();
        }
        else
        {
            _headOrNone.Clear();
        }

        bool found = input.UnreadSpan is [> (byte)'\r', ..] || SkipEndOfLines(ref input);
        _phase = found ? Phase.Head : Phase.BetweenFrames;
        return found;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void TakeHead()
    {
        FrameHead? spare = _spare;
        _spare = null;
        _headOrNone = spare is not null && spare.IsFor(_source, _limits) ? spare : new FrameHead(_source, _limits, InitialSlots);
        _headOrNone.Version = _version;
    }

    private bool TryReadHead(scoped ref SequenceReader<byte> input, ReadOnlySpan<byte> unread)
    {
        if (!Head.TryRead(ref input, unread))
        {
            return false;
        }

        _searched = Head.Length;
        _phase = Head.ContentLength >= 0 ? Phase.CountedBody : Phase.TerminatedBody;
        return true;
    }

    // *(EOL): LF, or CRLF. A CR alone is kept for when its LF has come. Being outside of frames it is no data, so CRLF is taken in all versions.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool SkipEndOfLines(ref SequenceReader<byte> input)
    {
        while (input.TryPeek(out byte octet))
        {
            if (octet == '\n')
            {
                input.Advance(1);
            }
            else if (octet == '\r')
            {
                if (!input.TryPeek(1, out byte next))
                {
                    return false;
                }

                if (next != '\n')
                {
                    return true; // the command line will be refused
                }

                input.Advance(2);
            }
            else
            {
                return true;
            }

            EndOfLineCount++;
        }

        return false;
    }

    // content-length octets, whatever they are, then NUL (C-29, C-15).
    private bool TryReadCountedBody(scoped ref SequenceReader<byte> input, ReadOnlySpan<byte> unread, out StompFrame frame)
    {
        int length = Head.ContentLength;
        int end = Head.Length + length;
        if (end < unread.Length)
        {
            if (unread[end] != 0)
            {
                Head.Throw(Head.GetOctets(unread), ProtocolViolation.MissingNul);
            }

            return Complete(ref input, unread, length, out frame);
        }

        return TryReadSplitCountedBody(ref input, out frame);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryReadSplitCountedBody(scoped ref SequenceReader<byte> input, out StompFrame frame)
    {
        int end = Head.Length + Head.ContentLength;
        if (end >= input.Remaining)
        {
            frame = default;
            return false;
        }

        ReadOnlySpan<byte> unread = input.UnreadSpan;
        input.TryPeek(end, out byte terminator);
        if (terminator != 0)
        {
            Head.Throw(Head.GetOctets(unread), ProtocolViolation.MissingNul);
        }

        return Complete(ref input, unread, Head.ContentLength, out frame);
    }

    // *OCTET up to the first NUL (C-14).
    private bool TryReadTerminatedBody(scoped ref SequenceReader<byte> input, ReadOnlySpan<byte> unread, out StompFrame frame)
    {
        if (_searched < unread.Length)
        {
            int nul = unread[_searched..].IndexOf((byte)0);
            if (nul >= 0)
            {
                return CompleteTerminated(ref input, unread, _searched + nul - Head.Length, out frame);
            }

            _searched = unread.Length;
        }

        return TryReadSplitTerminatedBody(ref input, out frame);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryReadSplitTerminatedBody(scoped ref SequenceReader<byte> input, out StompFrame frame)
    {
        ReadOnlySpan<byte> unread = input.UnreadSpan;
        if (_searched < input.Remaining)
        {
            foreach (ReadOnlyMemory<byte> segment in input.UnreadSequence.Slice(_searched))
            {
                int nul = segment.Span.IndexOf((byte)0);
                if (nul >= 0)
                {
                    return CompleteTerminated(ref input, unread, _searched + nul - Head.Length, out frame);
                }

                _searched += segment.Length;
                CheckBodyLength(unread, _searched - Head.Length);
            }
        }

        CheckBodyLength(unread, _searched - Head.Length);
        frame = default;
        return false;
    }

    private bool CompleteTerminated(scoped ref SequenceReader<byte> input, ReadOnlySpan<byte> unread, int length, out StompFrame frame)
    {
        CheckBodyLength(unread, length);
        return Complete(ref input, unread, length, out frame);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Complete(scoped ref SequenceReader<byte> input, ReadOnlySpan<byte> unread, int bodyLength, out StompFrame frame)
    {
        int bodyStart = Head.Length;
        long start = input.Consumed + bodyStart;
        HeaderCollection headers = Head.GetHeaders(unread);
        frame = default;
        frame.Set(Head.Command, headers, bodyLength, input.Sequence, start);
        if (bodyStart + bodyLength <= unread.Length)
        {
            frame.SetBody(unread.Slice(bodyStart, bodyLength));
        }

        Consume(ref input, bodyStart + bodyLength + 1);
        _phase = Phase.BetweenFrames;
        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Consume(scoped ref SequenceReader<byte> input, int count) => input.Advance(count);

    private void CheckBodyLength(ReadOnlySpan<byte> unread, int length)
    {
        if (length > _limits.MaxBodyBytes)
        {
            Head.Throw(Head.GetOctets(unread), ProtocolViolation.BodyTooLong);
        }
    }
}
