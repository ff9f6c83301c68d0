using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Stomp.Core.Protocol;

namespace Stomp.Core.Frames;

/// <summary>
/// The head of the frame being read: its command and headers, up to and with the blank line. Reads it line by line, in one pass that also
/// notes where each header stands; what may stand in the lines is checked when all of them are there.
/// </summary>
/// <remarks>
/// Owned by one <see cref="FrameParser"/>. A head in one segment is read where it is. One that lies across segments is gathered in a pooled
/// array, each octet once, and one with escapes is copied there to be decoded; <see cref="Clear"/> gives the array back.
/// </remarks>
internal sealed class FrameHead
{
    // A gathered head grows by at most this much between two looks at it, so that no limit is overshot by more.
    private const int GatherStep = 4096;

    private readonly FrameSource _source;
    private readonly FrameLimits _limits;
    private readonly HeaderTable _headers;
    private int _searched; // octets in which line ends have been looked for
    private int _lineStart;
    private int _headersStart;
    private int _checked = -1; // headers checked and decoded; −1 until the head is complete
    private HeadCopy _copy;

    public FrameHead(FrameSource source, FrameLimits limits, int slots)
    {
        _source = source;
        _limits = limits;
        _headers = new HeaderTable(slots, limits.MaxHeaderCount);
    }

    public StompVersion? Version { get; set; }

    public StompCommand Command { get; private set; }

    /// <summary>The octets of the head on the wire; 0 until it is complete.</summary>
    public int Length { get; private set; }

    /// <summary>The value of <c>content-length</c>, −1 without one.</summary>
    public int ContentLength { get; private set; } = -1;

    private bool HasEscapes => Version is StompVersion.V11 or StompVersion.V12 && StompCommands.HasEscapedHeaders(Command);

    // 1.2 takes CRLF as well as LF (C-2); 1.0 and 1.1 do not (C-3). CONNECT and CONNECTED come before the version is known (C-4).
    private bool TakesCarriageReturn => Version is null or StompVersion.V12 || !StompCommands.HasEscapedHeaders(Command);

    // A line that is too long may exceed the limit of the block too, and before its own: the limit named is the one exceeded first.
    private ProtocolViolation LineTooLong => _lineStart - _headersStart + _limits.MaxHeaderLineBytes + 1 > _limits.MaxHeaderBlockBytes
        ? ProtocolViolation.HeaderBlockTooLong
        : ProtocolViolation.HeaderLineTooLong;

    /// <summary>Reads on; <see langword="true"/> when the head is complete. The input does not move.</summary>
    public bool TryRead(ref SequenceReader<byte> input)
    {
        if (_copy.IsEmpty)
        {
            ReadOnlySpan<byte> unread = input.UnreadSpan;
            if (TryScan(unread))
            {
                Finish(unread[.._searched]);
                return true;
            }

            if (unread.Length == input.Remaining)
            {
                return false;
            }
        }

        return TryGather(ref input);
    }

    /// <summary>The octets of a complete head, decoded, given the octets at which the frame begins in the input.</summary>
    public ReadOnlySpan<byte> GetOctets(ReadOnlySpan<byte> unread) => _copy.IsEmpty ? unread[..Length] : _copy.Octets[..Length];

    /// <summary>The headers of a complete head; <paramref name="unread"/> as for <see cref="GetOctets"/>.</summary>
    public HeaderCollection GetHeaders(ReadOnlySpan<byte> unread) => _headers.Over(GetOctets(unread));

    /// <summary>Keeps a complete head in reach when the input has come in other segments than before.</summary>
    public void Hold(ref SequenceReader<byte> input)
    {
        if (_copy.IsEmpty && input.UnreadSpan.Length < Length)
        {
            foreach (ReadOnlyMemory<byte> segment in input.UnreadSequence.Slice(0, Length))
            {
                _copy.Append(segment.Span);
            }
        }
    }

    /// <summary>Gets ready for the next frame and gives pooled memory back.</summary>
    public void Clear()
    {
        _copy.Clear();
        _headers.Clear();
        _searched = 0;
        _lineStart = 0;
        _headersStart = 0;
        _checked = -1;
        Command = StompCommand.None;
        Length = 0;
        ContentLength = -1;
    }

    /// <summary>Refuses the frame, with the receipt that it asks for, if that was read already.</summary>
    /// <exception cref="StompProtocolException">Always.</exception>
    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Throw(ReadOnlySpan<byte> head, ProtocolViolation violation)
    {
        (string? limitName, long? limit) = ViolationText.GetLimit(violation, _limits);
        throw new StompProtocolException(violation, ViolationText.Get(violation, _limits, _source, Version))
        {
            Limit = limit,
            LimitName = limitName,
            Command = Command,
            Receipt = FindReceipt(head),
        };
    }

    private bool TryGather(ref SequenceReader<byte> input)
    {
        foreach (ReadOnlyMemory<byte> segment in input.UnreadSequence.Slice(_copy.Length))
        {
            ReadOnlySpan<byte> octets = segment.Span;
            while (!octets.IsEmpty)
            {
                int step = Math.Min(octets.Length, GatherStep);
                _copy.Append(octets[..step]);
                octets = octets[step..];
                if (TryScan(_copy.Octets))
                {
                    Finish(_copy.Octets[.._searched]);
                    return true;
                }
            }
        }

        return false;
    }

    // Looks for line ends, and for NUL, from where the last look stopped. True at the blank line; then _searched is the length of the head.
    private bool TryScan(ReadOnlySpan<byte> octets)
    {
        if (octets.Length < _searched)
        {
            return false; // the input comes in other segments than at the last look
        }

        while (true)
        {
            int found = octets[_searched..].IndexOfAny((byte)'\n', (byte)0);
            if (found < 0)
            {
                CheckUnfinishedLine(octets);
                _searched = octets.Length;
                return false;
            }

            if (octets[_searched + found] == 0)
            {
                ThrowNul(octets[..(_searched + found)]);
            }

            ReadOnlySpan<byte> line = octets.Slice(_lineStart, _searched + found - _lineStart);
            _searched += found + 1;
            if (_headersStart == 0)
            {
                ReadCommand(octets, line);
                _headersStart = _searched;
            }
            else
            {
                if (line.Length > 0 && line[^1] == '\r' && TakesCarriageReturn)
                {
                    line = line[..^1];
                }

                if (line.IsEmpty)
                {
                    return true;
                }

                ReadHeader(octets, line);
            }

            _lineStart = _searched;
        }
    }

    private void ReadCommand(ReadOnlySpan<byte> octets, ReadOnlySpan<byte> line)
    {
        if (line.Length > 0 && line[^1] == '\r' && Version is null or StompVersion.V12)
        {
            line = line[..^1];
        }

        StompCommand command = line.Length > _limits.MaxCommandBytes ? StompCommand.None : StompCommands.Parse(line);
        if (_source == FrameSource.Client ? !StompCommands.IsClientCommand(command) : !StompCommands.IsServerCommand(command))
        {
            ThrowUnknownCommand(octets, line);
        }

        Command = command;
    }

    private void ReadHeader(ReadOnlySpan<byte> octets, ReadOnlySpan<byte> line)
    {
        // The limits first, as for a line that has not ended: what is wrong must not depend on the pieces that it comes in.
        if (line.Length > _limits.MaxHeaderLineBytes)
        {
            Throw(octets, LineTooLong);
        }

        if (_searched - _headersStart > _limits.MaxHeaderBlockBytes)
        {
            Throw(octets, ProtocolViolation.HeaderBlockTooLong);
        }

        int colon = line.IndexOf((byte)':');
        if (colon <= 0)
        {
            Throw(octets, colon < 0 ? ProtocolViolation.MissingColon : ProtocolViolation.EmptyHeaderName);
        }

        var slot = new HeaderSlot
        {
            NameOffset = _lineStart,
            NameLength = colon,
            ValueOffset = _lineStart + colon + 1,
            ValueLength = line.Length - colon - 1,
            Known = HeaderName.Resolve(line[..colon]),
        };
        if (Version == StompVersion.V10 && slot.Known != KnownHeader.None && slot.ValueLength > 0 && line[colon + 1] == ' ')
        {
            // D-5: the 1.0 specification's own examples put a blank behind the colon.
            slot.ValueOffset++;
            slot.ValueLength--;
        }

        if (!_headers.TryAdd(slot))
        {
            Throw(octets, ProtocolViolation.TooManyHeaders);
        }
    }

    private void Finish(ReadOnlySpan<byte> head)
    {
        // One vectorised look over the whole head; what it finds is rare, and dealt with line by line.
        if (head[_headersStart..].IndexOfAny((byte)'\r', (byte)'\\') >= 0)
        {
            CheckAndDecode(head);
            head = _copy.IsEmpty ? head : _copy.Octets[..head.Length];
        }

        if (_headers.Contains(KnownHeader.ContentLength))
        {
            ReadContentLength(head);
        }

        Length = head.Length;
    }

    private void CheckAndDecode(ReadOnlySpan<byte> head)
    {
        for (_checked = 0; _checked < _headers.Count; _checked++)
        {
            ref HeaderSlot slot = ref _headers[_checked];
            ReadOnlySpan<byte> text = head.Slice(slot.NameOffset, slot.ValueOffset + slot.ValueLength - slot.NameOffset);
            if (TakesCarriageReturn && text.Contains((byte)'\r'))
            {
                Throw(head, ProtocolViolation.CarriageReturnInHeader);
            }

            if (HasEscapes && text.Contains((byte)'\\'))
            {
                Decode(head, ref slot);
            }
        }
    }

    private void Decode(ReadOnlySpan<byte> head, ref HeaderSlot slot)
    {
        if (_copy.IsEmpty)
        {
            _copy.Append(head);
        }

        // Decoded text is never longer, so it is decoded where it stands.
        StompVersion version = Version.GetValueOrDefault();
        int valueLength = 0;
        if (!HeaderEscaping.TryUnescape(_copy.Octets.Slice(slot.NameOffset, slot.NameLength), version, out int nameLength)
            || !HeaderEscaping.TryUnescape(_copy.Octets.Slice(slot.ValueOffset, slot.ValueLength), version, out valueLength))
        {
            Throw(head, ProtocolViolation.UndefinedEscape);
        }

        slot.NameLength = nameLength;
        slot.ValueLength = valueLength;
    }

    // The limit is checked before any octet of the body is waited for (H-3).
    private void ReadContentLength(ReadOnlySpan<byte> head)
    {
        _headers.Over(head).TryGetValue(KnownHeader.ContentLength, out ReadOnlySpan<byte> digits);
        if (!Protocol.ContentLength.TryParse(digits, out long length))
        {
            Throw(head, ProtocolViolation.InvalidContentLength);
        }

        if (length > _limits.MaxBodyBytes)
        {
            Throw(head, ProtocolViolation.BodyTooLong);
        }

        ContentLength = (int)length;
    }

    // The limits hold for a line that has not ended too; otherwise it could grow for ever.
    private void CheckUnfinishedLine(ReadOnlySpan<byte> octets)
    {
        int length = octets.Length - _lineStart;
        if (_headersStart == 0)
        {
            if (length > _limits.MaxCommandBytes + 1)
            {
                Throw(octets, ProtocolViolation.CommandTooLong);
            }

            return;
        }

        if (length > _limits.MaxHeaderLineBytes + 1)
        {
            Throw(octets, LineTooLong);
        }

        // One octet may be the CR of the blank line, which does not count.
        if (length > 1 && octets.Length - _headersStart > _limits.MaxHeaderBlockBytes)
        {
            Throw(octets, ProtocolViolation.HeaderBlockTooLong);
        }
    }

    [DoesNotReturn]
    private void ThrowNul(ReadOnlySpan<byte> octets)
    {
        CheckUnfinishedLine(octets);
        if (_headersStart == 0)
        {
            ThrowUnknownCommand(octets, octets[_lineStart..]);
        }

        Throw(octets, ProtocolViolation.NulInHeader);
    }

    [DoesNotReturn]
    private void ThrowUnknownCommand(ReadOnlySpan<byte> octets, ReadOnlySpan<byte> line) =>
        Throw(octets, line.Length > _limits.MaxCommandBytes ? ProtocolViolation.CommandTooLong : ProtocolViolation.UnknownCommand);

    // Decodes what is not decoded yet, so far as it can be: the violation may come before the head is complete, or in the middle of decoding.
    private ReadOnlyMemory<byte>? FindReceipt(ReadOnlySpan<byte> head)
    {
        for (int i = 0; i < _headers.Count; i++)
        {
            ref readonly HeaderSlot slot = ref _headers[i];
            if (slot.Known != KnownHeader.Receipt)
            {
                continue;
            }

            if (i == _checked)
            {
                return null; // it is the one that is wrong
            }

            bool decoded = i < _checked;
            ReadOnlySpan<byte> octets = decoded && !_copy.IsEmpty ? _copy.Octets : head;
            byte[] receipt = octets.Slice(slot.ValueOffset, slot.ValueLength).ToArray();
            if (decoded || !HasEscapes)
            {
                return receipt;
            }

            return HeaderEscaping.TryUnescape(receipt, Version.GetValueOrDefault(), out int length)
                ? new ReadOnlyMemory<byte>(receipt, 0, length)
                : default(ReadOnlyMemory<byte>?); // null would be an empty array
        }

        return null;
    }
}
