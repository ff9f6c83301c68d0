using System.Numerics;
using System.Runtime.InteropServices;

namespace Stomp.Core.Transports.WebSockets;

/// <summary>The mask of a client's frames: RFC 6455, section 5.3.</summary>
internal static class WebSocketMask
{
    /// <summary>Unmasks octets on their way into other memory.</summary>
    /// <param name="source">Masked octets.</param>
    /// <param name="destination">At least as many.</param>
    /// <param name="mask">The mask, its first octet first in memory, for the first octet of <paramref name="source"/>.</param>
    public static void Apply(ReadOnlySpan<byte> source, Span<byte> destination, uint mask)
    {
        int done = 0;
        if (source.Length >= Vector<byte>.Count)
        {
            Vector<byte> masks = Vector.AsVectorByte(new Vector<uint>(mask));
            for (; done <= source.Length - Vector<byte>.Count; done += Vector<byte>.Count)
            {
                (new Vector<byte>(source[done..]) ^ masks).CopyTo(destination[done..]);
            }
        }

        // A vector is a multiple of the mask's four octets long, so that the mask begins again here.
        Span<byte> octets = MemoryMarshal.AsBytes(new Span<uint>(ref mask));
        for (int i = 0; done < source.Length; done++, i++)
        {
            destination[done] = (byte)(source[done] ^ octets[i & 3]);
        }
    }

    /// <summary>The mask for what follows after so many octets.</summary>
    public static uint Advance(uint mask, int octets)
    {
        int bits = 8 * (octets & 3);
        return BitConverter.IsLittleEndian ? BitOperations.RotateRight(mask, bits) : BitOperations.RotateLeft(mask, bits);
    }
}
