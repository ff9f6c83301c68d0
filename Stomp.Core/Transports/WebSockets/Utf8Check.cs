using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Stomp.Core.Transports.WebSockets;

/// <summary>Whether text that comes in pieces, cut anywhere, is valid UTF-8.</summary>
internal struct Utf8Check
{
    private const int MaxCharacterBytes = 4;

    // The octets of a character that is not whole yet, the first in the lowest bits.
    private uint _begun;
    private int _begunCount;

    /// <summary>Takes the next octets; <see langword="false"/> when they make the text invalid.</summary>
    public bool Add(ReadOnlySpan<byte> octets)
    {
        Span<byte> character = stackalloc byte[MaxCharacterBytes];
        BitConverter.TryWriteBytes(character, _begun);
        while (_begunCount > 0 && !octets.IsEmpty)
        {
            character[_begunCount++] = octets[0];
            octets = octets[1..];
            switch (Rune.DecodeFromUtf8(character[.._begunCount], out _, out _))
            {
                case OperationStatus.Done:
                    _begunCount = 0;
                    break;
                case OperationStatus.NeedMoreData:
                    _begun = BitConverter.ToUInt32(character);
                    break;
                default:
                    return false;
            }
        }

        if (Utf8.IsValid(octets))
        {
            return true;
        }

        // Valid but for a character at the end that is not whole?
        int last = octets.Length - 1;
        while (last > 0 && octets.Length - last < MaxCharacterBytes && (octets[last] & 0xC0) == 0x80)
        {
            last--;
        }

        ReadOnlySpan<byte> tail = octets[last..];
        if (!Utf8.IsValid(octets[..last]) || Rune.DecodeFromUtf8(tail, out _, out _) != OperationStatus.NeedMoreData)
        {
            return false;
        }

        tail.CopyTo(character);
        _begun = BitConverter.ToUInt32(character);
        _begunCount = tail.Length;
        return true;
    }

    /// <summary>Ends the text; <see langword="false"/> when it ends within a character.</summary>
    public readonly bool IsWhole => _begunCount == 0;
}
