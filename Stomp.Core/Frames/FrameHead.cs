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
/// Owned by one <see cref="FrameParser"/> at a time. A head in one segment is read where it is. One that lies across segments is gathered in a pooled
/// array, each octet once, and one with escapes is copied there to be decoded; <see cref="Clear"/> gives the array back.
/// </remarks>
internal sealed class FrameHead
{
    // A gathered head grows by at most this much between two looks at it, so that no limit is overshot by more.
    private const int GatherStep = 4096;

    private readonly FrameSource _source;
    private readonly FrameLimits _limits;
    private readonly HeaderTable _headers;
    private readonly HeadScanner _scanner;
    private int _checked = -1; // headers checked and decoded; −1 until the head is complete
    private HeadCopy _copy;

    public FrameHead(FrameSource source, FrameLimits limits, int slots)
    {
        _source = source;
        _limits = limits;
        _headers = new HeaderTable(slots, limits.MaxHeaderCount);
        _scanner = new HeadScanner(source, limits, _headers);
    }

    public StompVersion? Version
    {
        get => _scanner.Version;
        set => _scanner.Version = value;
    }

    public StompCommand Command => _scanner.Command;

    /// <summary>Whether it reads the frames of such a source, with just these limits.</summary>
    public bool IsFor(FrameSource source, FrameLimits limits) => source == _source && ReferenceEquals(limits, _limits);

    /// <summary>The octets of the head on the wire; 0 until it is complete.</summary>
    public int Length { get; private set; }

    /// <summary>The value of <c>content-length</c>, −1 without one.</summary>
    public int ContentLength { get; private set; } = -1;

    private bool HasEscapes => Version is StompVersion.V11 or StompVersion.V12 && StompCommands.HasEscapedHeaders(Command);

    /// <summary>Reads on; <see langword="true"/> when the head is complete. The input does not move.</summary>
    /// <param name="input">What has come of the frame, and more.</param>
    /// <param name="unread">The first segment of it.</param>
    public bool TryRead(ref SequenceReader<byte> input, ReadOnlySpan<byte> unread)
    {
        if (_copy.IsEmpty)
        {
            if (TryScan(unread))
            {
                Finish(unread);
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
        if (!_copy.IsEmpty)
        {
            _copy.Clear();
        }

        _headers.Clear();
        _scanner.Clear();
        _checked = -1;
        Length = 0;
        ContentLength = -1;
    }

    /// <summary>Refuses the frame, with the receipt that it asks for, if that was read already.</summary>
    /// <exception cref="StompProtocolException">Always.</exception>
    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Throw(ReadOnlySpan<byte> head, ProtocolViolation violation)
    {
        ResolveNames(head);
        (string? limitName, long? limit) = ViolationText.GetLimit(violation, _limits);
        throw new StompProtocolException(violation, ViolationText.Get(violation, _limits, _source, Version))
        {
            Limit = limit,
            LimitName = limitName,
            Command = Command,
            Receipt = FindReceipt(head),
        };
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
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
                    Finish(_copy.Octets);
                    return true;
                }
            }
        }

        return false;
    }

    private bool TryScan(ReadOnlySpan<byte> octets)
    {
        HeadScan scan = _scanner.Scan(octets);
        if (scan == HeadScan.Broken)
        {
            Throw(octets, _scanner.Violation);
        }

        return scan == HeadScan.Complete;
    }

    private void Finish(ReadOnlySpan<byte> octets)
    {
        ResolveNames(octets);
        ReadOnlySpan<byte> head = octets[.._scanner.Searched];
        if (_scanner.NeedsCheck)
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

    private void ResolveNames(ReadOnlySpan<byte> head)
    {
        if (_headers.Resolve(head) && Version == StompVersion.V10)
        {
            SkipBlanks(head);
        }
    }

    // D-5: the 1.0 specification's own examples put a blank behind the colon.
    private void SkipBlanks(ReadOnlySpan<byte> head)
    {
        for (int i = 0; i < _headers.Count; i++)
        {
            ref HeaderSlot slot = ref _headers[i];
            if (slot.Known != KnownHeader.None && slot.GetValue(head).StartsWith((byte)' '))
            {
                slot.ValueStart++;
            }
        }
    }

    private void CheckAndDecode(ReadOnlySpan<byte> head)
    {
        for (_checked = 0; _checked < _headers.Count; _checked++)
        {
            ref HeaderSlot slot = ref _headers[_checked];
            ReadOnlySpan<byte> text = head[slot.NameStart..slot.ValueEnd];
            if (_scanner.TakesCarriageReturn && text.Contains((byte)'\r'))
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
        if (!HeaderEscaping.TryUnescape(_copy.Octets[slot.NameStart..slot.NameEnd], version, out int nameLength)
            || !HeaderEscaping.TryUnescape(_copy.Octets[slot.ValueStart..slot.ValueEnd], version, out valueLength))
        {
            Throw(head, ProtocolViolation.UndefinedEscape);
        }

        slot.NameEnd = slot.NameStart + nameLength;
        slot.ValueEnd = slot.ValueStart + valueLength;
    }

    // The limit is checked before any octet of the body is waited for (H-3).
    private void ReadContentLength(ReadOnlySpan<byte> head)
    {
        if (!Protocol.ContentLength.TryParse(_headers.Find(KnownHeader.ContentLength).GetValue(head), out long length))
        {
            Throw(head, ProtocolViolation.InvalidContentLength);
        }

        if (length > _limits.MaxBodyBytes)
        {
            Throw(head, ProtocolViolation.BodyTooLong);
        }

        ContentLength = (int)length;
    }

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
            byte[] receipt = slot.GetValue(octets).ToArray();
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
