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
    private HeaderSlot[] _slots;
    private int _count;
    private ulong _known;
    private int _searched; // octets in which line ends have been looked for
    private int _lineStart;
    private int _headersStart;
    private int _checked = -1; // headers checked and decoded; −1 until the head is complete
    private byte[]? _copy; // pooled
    private int _gathered; // octets of the head in _copy, while it is being gathered

    public FrameHead(FrameSource source, FrameLimits limits, int slots)
    {
        _source = source;
        _limits = limits;
        _slots = new HeaderSlot[Math.Min(slots, limits.MaxHeaderCount)];
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

    /// <summary>Reads on; <see langword="true"/> when the head is complete. The input does not move.</summary>
    public bool TryRead(ref SequenceReader<byte> input)
    {
        if (_gathered == 0)
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
    public ReadOnlySpan<byte> GetOctets(ReadOnlySpan<byte> unread) => _copy is null ? unread[..Length] : _copy.AsSpan(0, Length);

    /// <summary>The headers of a complete head; <paramref name="unread"/> as for <see cref="GetOctets"/>.</summary>
    public HeaderCollection GetHeaders(ReadOnlySpan<byte> unread) => new(GetOctets(unread), _slots.AsSpan(0, _count), _known);

    /// <summary>Keeps a complete head in reach when the input has come in other segments than before.</summary>
    public void Hold(ref SequenceReader<byte> input)
    {
        if (_copy is null && input.UnreadSpan.Length < Length)
        {
            _copy = ArrayPool<byte>.Shared.Rent(Length);
            input.TryCopyTo(_copy.AsSpan(0, Length));
        }
    }

    /// <summary>Gets ready for the next frame and gives pooled memory back.</summary>
    public void Clear()
    {
        if (_copy is not null)
        {
            ArrayPool<byte>.Shared.Return(_copy);
            _copy = null;
        }

        _gathered = 0;
        _count = 0;
        _known = 0;
        _searched = 0;
        _lineStart = 0;
        _headersStart = 0;
        _checked = -1;
        Command = StompCommand.None;
        Length = 0;
        ContentLength = -1;
    }

    /// <summary>Makes the exception of a violation in this frame, with the receipt that the frame asks for, if that was read already.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public StompProtocolException Violation(ReadOnlySpan<byte> head, ProtocolViolation violation, string message, long? limit = null) =>
        new(violation, message) { Limit = limit, Command = Command, Receipt = FindReceipt(head) };

    private bool TryGather(ref SequenceReader<byte> input)
    {
        ReadOnlySequence<byte> rest = input.UnreadSequence.Slice(_gathered);
        foreach (ReadOnlyMemory<byte> segment in rest)
        {
            ReadOnlySpan<byte> octets = segment.Span;
            while (!octets.IsEmpty)
            {
                int step = Math.Min(octets.Length, GatherStep);
                Reserve(_gathered + step);
                octets[..step].CopyTo(_copy.AsSpan(_gathered));
                _gathered += step;
                octets = octets[step..];
                if (TryScan(_copy.AsSpan(0, _gathered)))
                {
                    Finish(_copy.AsSpan(0, _searched));
                    return true;
                }
            }
        }

        return false;
    }

    private void Reserve(int length)
    {
        if (_copy is null || _copy.Length < length)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(length, 2 * _gathered));
            if (_copy is not null)
            {
                _copy.AsSpan(0, _gathered).CopyTo(larger);
                ArrayPool<byte>.Shared.Return(_copy);
            }

            _copy = larger;
        }
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
            ThrowHeaderLineTooLong(octets);
        }

        if (_searched - _headersStart > _limits.MaxHeaderBlockBytes)
        {
            ThrowHeaderBlockTooLong(octets);
        }

        int colon = line.IndexOf((byte)':');
        if (colon <= 0)
        {
            ThrowMalformedHeader(octets, colon);
        }

        if (_count == _slots.Length)
        {
            GrowSlots(octets);
        }

        KnownHeader known = HeaderName.Resolve(line[..colon]);
        ref HeaderSlot slot = ref _slots[_count++];
        slot.NameOffset = _lineStart;
        slot.NameLength = colon;
        slot.ValueOffset = _lineStart + colon + 1;
        slot.ValueLength = line.Length - colon - 1;
        slot.Known = known;
        if (known != KnownHeader.None)
        {
            _known |= 1UL << (int)known;
            if (Version == StompVersion.V10 && slot.ValueLength > 0 && line[colon + 1] == ' ')
            {
                // D-5: the 1.0 specification's own examples put a blank behind the colon.
                slot.ValueOffset++;
                slot.ValueLength--;
            }
        }
    }

    private void Finish(ReadOnlySpan<byte> head)
    {
        // One vectorised look over the whole head; what it finds is rare, and dealt with line by line.
        if (head[_headersStart..].IndexOfAny((byte)'\r', (byte)'\\') >= 0)
        {
            CheckAndDecode(head);
            head = _copy is null ? head : _copy.AsSpan(0, head.Length);
        }

        if ((_known & (1UL << (int)KnownHeader.ContentLength)) != 0)
        {
            ReadContentLength(head);
        }

        Length = head.Length;
    }

    private void CheckAndDecode(ReadOnlySpan<byte> head)
    {
        for (_checked = 0; _checked < _count; _checked++)
        {
            ref HeaderSlot slot = ref _slots[_checked];
            ReadOnlySpan<byte> text = head.Slice(slot.NameOffset, slot.ValueOffset + slot.ValueLength - slot.NameOffset);
            if (TakesCarriageReturn && text.Contains((byte)'\r'))
            {
                throw Violation(
                    head, ProtocolViolation.CarriageReturnInHeader, "a header holds a carriage return; only \\r (an escape of 1.2), or CR LF at the end of the line, is right");
            }

            if (HasEscapes && text.Contains((byte)'\\'))
            {
                Decode(head, ref slot);
            }
        }
    }

    private void Decode(ReadOnlySpan<byte> head, ref HeaderSlot slot)
    {
        if (_copy is null)
        {
            _copy = ArrayPool<byte>.Shared.Rent(head.Length);
            head.CopyTo(_copy);
        }

        // Decoded text is never longer, so it is decoded where it stands.
        StompVersion version = Version.GetValueOrDefault();
        if (!HeaderEscaping.TryUnescape(_copy.AsSpan(slot.NameOffset, slot.NameLength), version, out int nameLength)
            || !HeaderEscaping.TryUnescape(_copy.AsSpan(slot.ValueOffset, slot.ValueLength), version, out int valueLength))
        {
            string defined = version == StompVersion.V12 ? @"\n, \r, \c and \\" : @"\n, \c and \\";
            throw Violation(head, ProtocolViolation.UndefinedEscape, $"a header holds an undefined escape; {defined} are the ones defined");
        }

        slot.NameLength = nameLength;
        slot.ValueLength = valueLength;
    }

    // Plain digits only: no sign, no blank, no overflow (C-38). The limit is checked before any octet of the body is waited for (H-3).
    private void ReadContentLength(ReadOnlySpan<byte> head)
    {
        new HeaderCollection(head, _slots.AsSpan(0, _count), _known).TryGetValue(KnownHeader.ContentLength, out ReadOnlySpan<byte> digits);
        if (digits.IsEmpty || digits.IndexOfAnyExceptInRange((byte)'0', (byte)'9') >= 0)
        {
            throw Violation(head, ProtocolViolation.InvalidContentLength, "content-length is not a number; it takes decimal digits and nothing else");
        }

        long length = 0;
        foreach (byte digit in digits)
        {
            length = Math.Min((length * 10) + (digit - '0'), (long)int.MaxValue + 1);
        }

        if (length > _limits.MaxBodyBytes)
        {
            throw Violation(
                head,
                ProtocolViolation.BodyTooLong,
                $"the content-length exceeds the limit of {_limits.MaxBodyBytes} octets for a body",
                _limits.MaxBodyBytes);
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
                ThrowUnknownCommand(octets, octets[_lineStart..]);
            }

            return;
        }

        if (length > _limits.MaxHeaderLineBytes + 1)
        {
            ThrowHeaderLineTooLong(octets);
        }

        // One octet may be the CR of the blank line, which does not count.
        if (length > 1 && octets.Length - _headersStart > _limits.MaxHeaderBlockBytes)
        {
            ThrowHeaderBlockTooLong(octets);
        }
    }

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ThrowNul(ReadOnlySpan<byte> octets)
    {
        CheckUnfinishedLine(octets);
        if (_headersStart == 0)
        {
            ThrowUnknownCommand(octets, octets[_lineStart..]);
        }

        throw Violation(octets, ProtocolViolation.NulInHeader, "a header holds a NUL octet; a blank line must stand between the headers and the body");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void GrowSlots(ReadOnlySpan<byte> octets)
    {
        if (_count == _limits.MaxHeaderCount)
        {
            throw Violation(
                octets, ProtocolViolation.TooManyHeaders, $"the frame exceeds the limit of {_limits.MaxHeaderCount} headers", _limits.MaxHeaderCount);
        }

        Array.Resize(ref _slots, Math.Min(2 * _count, _limits.MaxHeaderCount));
    }

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ThrowUnknownCommand(ReadOnlySpan<byte> octets, ReadOnlySpan<byte> line)
    {
        if (line.Length > _limits.MaxCommandBytes)
        {
            throw Violation(
                octets,
                ProtocolViolation.CommandTooLong,
                $"the command line exceeds the limit of {_limits.MaxCommandBytes} octets",
                _limits.MaxCommandBytes);
        }

        string expected = _source == FrameSource.Client
            ? "CONNECT, STOMP, SEND, SUBSCRIBE, UNSUBSCRIBE, ACK, NACK, BEGIN, COMMIT, ABORT and DISCONNECT"
            : "CONNECTED, MESSAGE, RECEIPT and ERROR";
        throw Violation(octets, ProtocolViolation.UnknownCommand, $"the command is unknown; {expected} are known, in capital letters");
    }

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ThrowMalformedHeader(ReadOnlySpan<byte> octets, int colon) =>
        throw (colon < 0
            ? Violation(octets, ProtocolViolation.MissingColon, "a header line has no colon; it must be name:value, and a blank line must end the headers")
            : Violation(octets, ProtocolViolation.EmptyHeaderName, "a header line has no name before its colon"));

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ThrowHeaderLineTooLong(ReadOnlySpan<byte> octets) =>
        throw Violation(
            octets,
            ProtocolViolation.HeaderLineTooLong,
            $"a header line exceeds the limit of {_limits.MaxHeaderLineBytes} octets",
            _limits.MaxHeaderLineBytes);

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ThrowHeaderBlockTooLong(ReadOnlySpan<byte> octets) =>
        throw Violation(
            octets,
            ProtocolViolation.HeaderBlockTooLong,
            $"the headers exceed the limit of {_limits.MaxHeaderBlockBytes} octets in all",
            _limits.MaxHeaderBlockBytes);

    // Decodes what is not decoded yet, so far as it can be: the violation may come before the head is complete, or in the middle of decoding.
    private ReadOnlyMemory<byte>? FindReceipt(ReadOnlySpan<byte> head)
    {
        for (int i = 0; i < _count; i++)
        {
            ref readonly HeaderSlot slot = ref _slots[i];
            if (slot.Known != KnownHeader.Receipt)
            {
                continue;
            }

            if (i == _checked)
            {
                return null; // it is the one that is wrong
            }

            bool decoded = i < _checked;
            ReadOnlySpan<byte> octets = decoded && _copy is not null ? _copy : head;
            byte[] receipt = octets.Slice(slot.ValueOffset, slot.ValueLength).ToArray();
            if (decoded || !HasEscapes)
            {
                return receipt;
            }

            return HeaderEscaping.TryUnescape(receipt, Version.GetValueOrDefault(), out int length) ? new ReadOnlyMemory<byte>(receipt, 0, length) : null;
        }

        return null;
    }
}
