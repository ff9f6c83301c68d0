using System.Buffers.Binary;

namespace Stomp.Benchmarks.Load.Messages;

/// <summary>
/// What the messages of a run carry, so that each of them can be told from all others and checked: 16 octets with its stream, its number in
/// the stream, the time it was meant to be sent and a check of these, then a slice of a fixed text that depends on stream and number.
/// All of it is printable ASCII, as text messages of WebSocket must be UTF-8.
/// </summary>
/// <remarks>Thread-safe: nothing changes after construction.</remarks>
internal sealed class Payload
{
    /// <summary>The fewest octets that a payload may have.</summary>
    public const int MinBytes = 16;

    /// <summary>How many streams there may be in a run.</summary>
    public const int MaxStreams = 1 << (WordBits - SequenceBits);

    // 8 octets carry 48 bits: 6 in each, as one of the characters from '0' on.
    private const int WordBytes = 8;
    private const int WordBits = 48;
    private const int SequenceBits = 31;
    private const int TimeBits = 36; // microseconds: 19 hours
    private const int CheckBits = WordBits - TimeBits;
    private const ulong Zeroes = 0x3030303030303030; // "00000000"
    private const ulong SixBitsEach = 0x3F3F3F3F3F3F3F3F;

    // Slices begin at one of so many places: a delivery with another message's text is found unless their numbers agree in the last 8 bits.
    private const int Places = 256;

    private readonly byte[] _text;

    /// <param name="size">Octets of each payload, <see cref="MinBytes"/> at least.</param>
    public Payload(int size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, MinBytes);
        Size = size;
        _text = new byte[Places + size - MinBytes];
        uint state = 0x9E3779B9; // any seed does, if it is always the same
        for (int i = 0; i < _text.Length; i++)
        {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            _text[i] = (byte)('0' + (state >> 26));
        }
    }

    /// <summary>Octets of each payload.</summary>
    public int Size { get; }

    /// <summary>Writes one.</summary>
    /// <param name="destination">At least <see cref="Size"/> octets.</param>
    /// <param name="stream">Less than <see cref="MaxStreams"/>.</param>
    /// <param name="sequence">Its number in the stream, from 0.</param>
    /// <param name="microseconds">When it was meant to be sent, by <see cref="Measuring.Clock"/>.</param>
    public void Write(Span<byte> destination, int stream, int sequence, long microseconds)
    {
        ulong identity = ((ulong)(uint)stream << SequenceBits) | (uint)sequence;
        ulong time = (ulong)microseconds & ((1UL << TimeBits) - 1);
        BinaryPrimitives.WriteUInt64LittleEndian(destination, Spread(identity));
        BinaryPrimitives.WriteUInt64LittleEndian(destination[WordBytes..], Spread((time << CheckBits) | Check(identity, time)));
        Slice(stream, sequence).CopyTo(destination[MinBytes..]);
    }

    /// <summary>Reads and checks one.</summary>
    /// <returns><see langword="false"/> when it is not, octet for octet, what <see cref="Write"/> wrote.</returns>
    public bool TryRead(ReadOnlySpan<byte> body, out int stream, out int sequence, out long microseconds)
    {
        stream = 0;
        sequence = 0;
        microseconds = 0;
        if (body.Length != Size
            || !TryGather(BinaryPrimitives.ReadUInt64LittleEndian(body), out ulong identity)
            || !TryGather(BinaryPrimitives.ReadUInt64LittleEndian(body[WordBytes..]), out ulong timeAndCheck))
        {
            return false;
        }

        ulong time = timeAndCheck >> CheckBits;
        stream = (int)(identity >> SequenceBits);
        sequence = (int)(identity & int.MaxValue);
        microseconds = (long)time;
        return (timeAndCheck & ((1UL << CheckBits) - 1)) == Check(identity, time) && body[MinBytes..].SequenceEqual(Slice(stream, sequence));
    }

    private ReadOnlySpan<byte> Slice(int stream, int sequence) => _text.AsSpan((sequence + (stream * 31)) & (Places - 1), Size - MinBytes);

    // The factors are those of well-known integer hashes: every bit of the product's top depends on all bits below.
    private static ulong Check(ulong identity, ulong time) =>
        ((identity * 0x9E3779B97F4A7C15) ^ ((time + 1) * 0xC2B2AE3D27D4EB4F)) >> (64 - CheckBits);

    // 48 bits to six in each of eight octets: the halves are moved apart three times.
    private static ulong Spread(ulong value)
    {
        value = (value & 0x0000000000FFFFFF) | ((value & 0x0000FFFFFF000000) << 8);
        value = (value & 0x00000FFF00000FFF) | ((value & 0x00FFF00000FFF000) << 4);
        value = (value & 0x003F003F003F003F) | ((value & 0x0FC00FC00FC00FC0) << 2);
        return value + Zeroes;
    }

    private static bool TryGather(ulong octets, out ulong value)
    {
        value = octets - Zeroes;
        if ((value & ~SixBitsEach) != 0)
        {
            return false;
        }

        value = (value & 0x003F003F003F003F) | ((value & 0x3F003F003F003F00) >> 2);
        value = (value & 0x00000FFF00000FFF) | ((value & 0x0FFF00000FFF0000) >> 4);
        value = (value & 0x0000000000FFFFFF) | ((value & 0x00FFFFFF00000000) >> 8);
        return true;
    }
}
