using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Stomp.Core.Protocol;

namespace Stomp.Core.Frames;

/// <summary>
/// Finds the lines of a head, from the command to the blank line, in one pass over the octets: reads the command, notes where each header
/// stands and holds both to the limits. It goes on where it stopped when more octets have come.
/// </summary>
/// <remarks>
/// A frame costs a few vector compares for each block of 64 octets, and one turn of a loop for each line: nothing is done for each octet.
/// What is rare, and any violation, is left to methods of its own, which keeps the loop's variables in registers.
/// </remarks>
internal sealed class HeadScanner(FrameSource source, FrameLimits limits, HeaderTable headers)
{
    private const int None = int.MaxValue;

    private int _lineStart;
    private int _headersStart; // 0 until the command is read
    private int _colon = None; // the first one of the line that has not ended

    public StompVersion? Version { get; set; }

    public StompCommand Command { get; private set; }

    /// <summary>The octets in which line ends have been looked for; those of the head when it is complete.</summary>
    public int Searched { get; private set; }

    /// <summary>Whether there is a carriage return or a backslash among the headers.</summary>
    public bool NeedsCheck { get; private set; }

    /// <summary>What is wrong, when <see cref="Scan"/> says that something is.</summary>
    public ProtocolViolation Violation { get; private set; }

    /// <summary>
    /// Whether CRLF ends a line. 1.2 takes it as well as LF (C-2); 1.0 and 1.1 do not (C-3). CONNECT and CONNECTED come before the version is known (C-4).
    /// </summary>
    public bool TakesCarriageReturn => Version is null or StompVersion.V12 || !StompCommands.HasEscapedHeaders(Command);

    // A line that is too long may exceed the limit of the block too, and before its own: the limit named is the one exceeded first.
    private ProtocolViolation LineTooLong => _lineStart - _headersStart + limits.MaxHeaderLineBytes + 1 > limits.MaxHeaderBlockBytes
        ? ProtocolViolation.HeaderBlockTooLong
        : ProtocolViolation.HeaderLineTooLong;

    /// <summary>Reads on in the octets of the head, of which those seen at the last call are the first.</summary>
    public HeadScan Scan(ReadOnlySpan<byte> octets)
    {
        if (octets.Length <= Searched)
        {
            return HeadScan.Incomplete; // the input comes in other segments than at the last look
        }

        HeadScan scan = _headersStart == 0 && !TryReadPlainCommand(octets) ? ReadCommand(octets) : HeadScan.Incomplete;
        while (scan == HeadScan.Incomplete && Searched < octets.Length)
        {
            // Lines with something rare about them are read one block at a time, the others at full speed.
            scan = ScanPlainLines(octets);
            if (scan == HeadScan.Incomplete && Searched < octets.Length)
            {
                scan = ScanBlock(octets);
            }
        }

        return scan == HeadScan.Incomplete && GetUnfinishedLineViolation(octets.Length) is { } violation ? Refuse(violation) : scan;
    }

    /// <summary>Gets ready for the next head.</summary>
    public void Clear()
    {
        Command = StompCommand.None;
        Searched = 0;
        NeedsCheck = false;
        _lineStart = 0;
        _headersStart = 0;
        _colon = None;
    }

    // command EOL, if the line is there and ends with LF alone, as most do.
    private bool TryReadPlainCommand(ReadOnlySpan<byte> octets)
    {
        if (Searched > 0 || octets.Length < Vector128<byte>.Count)
        {
            return false;
        }

        uint lineFeeds = Vector128.Equals(Vector128.Create(octets), Vector128.Create((byte)'\n')).ExtractMostSignificantBits();
        int length = BitOperations.TrailingZeroCount(lineFeeds);
        var command = (StompCommand)StompCommands.Table.FindAtStart(in octets[0], length);
        if (!IsOfSource(command) || length > limits.MaxCommandBytes)
        {
            return false;
        }

        Accept(command, length + 1);
        return true;
    }

    private bool IsOfSource(StompCommand command) =>
        source == FrameSource.Client ? StompCommands.IsClientCommand(command) : StompCommands.IsServerCommand(command);

    private void Accept(StompCommand command, int lineLength)
    {
        Command = command;
        Searched = _lineStart = _headersStart = lineLength;
    }

    // command EOL
    [MethodImpl(MethodImplOptions.NoInlining)]
    private HeadScan ReadCommand(ReadOnlySpan<byte> octets)
    {
        int end = octets[Searched..].IndexOfAny((byte)'\n', (byte)0);
        if (end < 0)
        {
            Searched = octets.Length;
            return HeadScan.Incomplete;
        }

        end += Searched;
        if (octets[end] == 0)
        {
            return Refuse(GetNulViolation(end));
        }

        ReadOnlySpan<byte> line = octets[..end];
        if (end > 0 && line[^1] == '\r' && Version is null or StompVersion.V12)
        {
            line = line[..^1];
        }

        StompCommand command = line.Length > limits.MaxCommandBytes ? StompCommand.None : StompCommands.Parse(line);
        if (!IsOfSource(command))
        {
            return Refuse(GetCommandViolation(line.Length));
        }

        Accept(command, end + 1);
        return HeadScan.Incomplete;
    }

    // Reads header lines up to the blank line, or to what only ScanBlock knows how to deal with: an octet that is rare, a limit that is
    // near, a line that is wrong. Each turn of the inner loop takes one line off the masks of a block.
    [MethodImpl(MethodImplOptions.NoInlining)] // few variables, so that all stay in registers
    private HeadScan ScanPlainLines(ReadOnlySpan<byte> octets)
    {
        int block = Searched;
        int lineStart = _lineStart;
        int pendingColon = _colon;
        int checkedFrom = _headersStart + Math.Min(limits.MaxHeaderLineBytes, limits.MaxHeaderBlockBytes) - DelimiterMasks.BlockLength;
        Span<HeaderSlot> slots = headers.Free;
        int count = 0;
        if (octets[block - 1] == '\r')
        {
            return HeadScan.Incomplete; // its line feed may be the next octet
        }

        while (block < octets.Length && block <= checkedFrom)
        {
            var masks = DelimiterMasks.Of(octets, block);
            ulong colons = masks.Colons;
            ulong lineFeeds = masks.LineFeeds;
            if (masks.Rare != 0)
            {
                lineFeeds &= (masks.Rare - 1) & ~masks.Rare; // up to the first rare octet
            }

            while (lineFeeds != 0)
            {
                int end = block + BitOperations.TrailingZeroCount(lineFeeds);
                if (end == lineStart)
                {
                    Searched = end + 1;
                    headers.Count += count;
                    return HeadScan.Complete;
                }

                // Without a colon in the block this is the octet behind the block: behind the line, in any case.
                int colon = Math.Min(pendingColon, block + BitOperations.TrailingZeroCount(colons));
                if ((uint)(colon - lineStart - 1) >= (uint)(end - lineStart - 1) || (uint)count >= (uint)slots.Length)
                {
                    goto Leave; // no colon, or no name in front of it, or no room
                }

                ref HeaderSlot slot = ref slots[count++];
                slot.NameStart = lineStart;
                slot.NameEnd = colon;
                slot.ValueStart = colon + 1;
                slot.ValueEnd = end;
                lineStart = end + 1;
                pendingColon = None;
                colons &= ~(lineFeeds ^ (lineFeeds - 1));
                lineFeeds &= lineFeeds - 1;
            }

            if (masks.Rare != 0)
            {
                break;
            }

            if (colons != 0)
            {
                pendingColon = Math.Min(pendingColon, block + BitOperations.TrailingZeroCount(colons));
            }

            block += DelimiterMasks.BlockLength;
        }

    Leave:
        headers.Count += count;
        Searched = Math.Min(Math.Max(block, lineStart), octets.Length);
        _lineStart = lineStart;
        _colon = pendingColon;
        return HeadScan.Incomplete;
    }

    // The lines that end in the next block, whatever is in it.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private HeadScan ScanBlock(ReadOnlySpan<byte> octets)
    {
        int blockEnd = Math.Min(octets.Length, Searched + DelimiterMasks.BlockLength);
        while (Searched < blockEnd)
        {
            int found = octets[Searched..blockEnd].IndexOfAny((byte)'\n', (byte)0);
            int end = found < 0 ? blockEnd : Searched + found;
            ReadOnlySpan<byte> part = octets[Searched..end];
            int colon = _colon == None ? part.IndexOf((byte)':') : -1;
            if (colon >= 0)
            {
                _colon = Searched + colon;
            }

            NeedsCheck |= part.IndexOfAny((byte)'\r', (byte)'\\') >= 0;
            if (found < 0)
            {
                Searched = blockEnd;
                return HeadScan.Incomplete;
            }

            if (octets[end] == 0)
            {
                return Refuse(GetNulViolation(end));
            }

            Searched = end + 1;
            int lineEnd = end > _lineStart && octets[end - 1] == '\r' && TakesCarriageReturn ? end - 1 : end;
            if (lineEnd == _lineStart)
            {
                return HeadScan.Complete;
            }

            if (GetHeaderViolation(lineEnd) is { } violation)
            {
                return Refuse(violation);
            }

            ref HeaderSlot slot = ref headers.Add();
            slot.NameStart = _lineStart;
            slot.NameEnd = _colon;
            slot.ValueStart = _colon + 1;
            slot.ValueEnd = lineEnd;
            _lineStart = Searched;
            _colon = None;
        }

        return HeadScan.Incomplete;
    }

    private HeadScan Refuse(ProtocolViolation violation)
    {
        Violation = violation;
        return HeadScan.Broken;
    }

    // The limits first, as for a line that has not ended: what is wrong must not depend on the pieces that it comes in.
    private ProtocolViolation? GetHeaderViolation(int lineEnd) =>
        lineEnd - _lineStart > limits.MaxHeaderLineBytes ? LineTooLong
        : Searched - _headersStart > limits.MaxHeaderBlockBytes ? ProtocolViolation.HeaderBlockTooLong
        : _colon == None ? ProtocolViolation.MissingColon
        : _colon == _lineStart ? ProtocolViolation.EmptyHeaderName
        : headers.IsFull ? ProtocolViolation.TooManyHeaders
        : null;

    private ProtocolViolation GetNulViolation(int position) =>
        GetUnfinishedLineViolation(position)
        ?? (_headersStart == 0 ? GetCommandViolation(position) : ProtocolViolation.NulInHeader);

    private ProtocolViolation GetCommandViolation(int length) =>
        length > limits.MaxCommandBytes ? ProtocolViolation.CommandTooLong : ProtocolViolation.UnknownCommand;

    // The limits hold for a line that has not ended too; otherwise it could grow for ever.
    private ProtocolViolation? GetUnfinishedLineViolation(int octets)
    {
        int length = octets - _lineStart;
        if (_headersStart == 0)
        {
            return length > limits.MaxCommandBytes + 1 ? ProtocolViolation.CommandTooLong : null;
        }

        if (length > limits.MaxHeaderLineBytes + 1)
        {
            return LineTooLong;
        }

        // One octet may be the CR of the blank line, which does not count.
        return length > 1 && octets - _headersStart > limits.MaxHeaderBlockBytes ? ProtocolViolation.HeaderBlockTooLong : null;
    }
}
