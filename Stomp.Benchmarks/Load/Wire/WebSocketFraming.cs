using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Stomp.Benchmarks.Load.Wire;

/// <summary>Writes headers of WebSocket frames, and masks (RFC 6455, sections 5.2 and 5.3).</summary>
internal static class WebSocketFraming
{
    public const int MaskBytes = 4;

    private const byte Final = 0x80;
    private const byte Masked = 0x80;
    private const byte LengthIn16Bits = 126;
    private const byte LengthIn64Bits = 127;

    /// <summary>Octets of a header, without the mask.</summary>
    public static int HeaderBytes(int payload) => payload < LengthIn16Bits ? 2 : payload <= ushort.MaxValue ? 4 : 10;

    /// <summary>Writes a header, without the mask.</summary>
    public static void WriteHeader(Span<byte> destination, WebSocketOpcode opcode, int payload, bool isMasked)
    {
        byte masked = isMasked ? Masked : (byte)0;
        destination[0] = (byte)(Final | (byte)opcode);
        switch (HeaderBytes(payload))
        {
            case 2:
                destination[1] = (byte)(masked | payload);
                break;
            case 4:
                destination[1] = (byte)(masked | LengthIn16Bits);
                BinaryPrimitives.WriteUInt16BigEndian(destination[2..], (ushort)payload);
                break;
            default:
                destination[1] = (byte)(masked | LengthIn64Bits);
                BinaryPrimitives.WriteUInt64BigEndian(destination[2..], (ulong)payload);
                break;
        }
    }

    /// <summary>Masks octets, or takes their mask away, where they stand.</summary>
    /// <param name="octets">The octets.</param>
    /// <param name="mask">The four octets of the mask, in the order of memory.</param>
    /// <param name="offset">How many octets of the same payload came before.</param>
    public static void Mask(Span<byte> octets, uint mask, long offset = 0)
    {
        // The mask as it is at the first of these octets.
        uint turned = BitOperations.RotateRight(mask, (int)(offset & 3) * 8);
        Span<Vector<uint>> vectors = MemoryMarshal.Cast<byte, Vector<uint>>(octets);
        var wide = new Vector<uint>(turned);
        for (int i = 0; i < vectors.Length; i++)
        {
            vectors[i] ^= wide;
        }

        for (int i = vectors.Length * Vector<byte>.Count; i < octets.Length; i++)
        {
            octets[i] ^= (byte)(turned >> ((i & 3) * 8));
        }
    }
}
