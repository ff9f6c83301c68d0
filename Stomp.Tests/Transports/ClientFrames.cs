using System.Buffers.Binary;

namespace Stomp.Tests.Transports;

/// <summary>WebSocket frames as a client, right or wrong, puts them on the wire.</summary>
internal static class ClientFrames
{
    public const int Continuation = 0x0;
    public const int Text = 0x1;
    public const int Binary = 0x2;
    public const int Close = 0x8;
    public const int Ping = 0x9;
    public const int Pong = 0xA;

    public static readonly byte[] Mask = [0x37, 0xFA, 0x21, 0x3D]; // the example of RFC 6455, section 5.7

    /// <summary>A frame.</summary>
    /// <param name="opcode">Its opcode, with reserved bits where wanted.</param>
    /// <param name="payload">What it carries.</param>
    /// <param name="isFinal">Whether it ends its message.</param>
    /// <param name="mask">Its mask; that of the RFC's example when there is none.</param>
    public static byte[] Frame(int opcode, ReadOnlySpan<byte> payload, bool isFinal = true, byte[]? mask = null)
    {
        mask ??= Mask;
        var frame = new List<byte> { (byte)(opcode | (isFinal ? 0x80 : 0)) };
        byte[] length = new byte[8];
        if (payload.Length < 126)
        {
            frame.Add((byte)(0x80 | payload.Length));
        }
        else if (payload.Length <= ushort.MaxValue)
        {
            BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)payload.Length);
            frame.Add(0xFE);
            frame.AddRange(length[..2]);
        }
        else
        {
            BinaryPrimitives.WriteUInt64BigEndian(length, (ulong)payload.Length);
            frame.Add(0xFF);
            frame.AddRange(length);
        }

        frame.AddRange(mask);
        for (int i = 0; i < payload.Length; i++)
        {
            frame.Add((byte)(payload[i] ^ mask[i % 4]));
        }

        return [.. frame];
    }

    /// <summary>A close frame with a status and a reason.</summary>
    public static byte[] CloseWith(int status, ReadOnlySpan<byte> reason = default) => Frame(Close, [(byte)(status >> 8), (byte)status, .. reason]);
}
