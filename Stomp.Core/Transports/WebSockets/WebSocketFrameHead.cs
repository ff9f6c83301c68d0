using System.Buffers.Binary;
using System.Net.WebSockets;

namespace Stomp.Core.Transports.WebSockets;

/// <summary>The octets in front of a frame's payload: RFC 6455, section 5.2.</summary>
internal static class WebSocketFrameHead
{
    /// <summary>Two octets, a length of eight, a mask of four.</summary>
    public const int MaxLength = 14;

    /// <summary>The longest that a server writes: it does not mask.</summary>
    public const int MaxServerLength = 10;

    /// <summary>The most octets of a control frame's payload (section 5.5).</summary>
    public const int MaxControlPayload = 125;

    private const byte Final = 0x80;
    private const byte Masked = 0x80;
    private const byte Reserved = 0x70;
    private const int Length16 = 126;
    private const int Length64 = 127;

    /// <summary>Writes the head of a frame that is a whole message, or a control frame.</summary>
    /// <param name="destination">At least <see cref="MaxServerLength"/> octets.</param>
    /// <param name="opcode">What the frame is.</param>
    /// <param name="payload">Octets of the payload.</param>
    /// <returns>How many octets were written.</returns>
    public static int Write(Span<byte> destination, WebSocketOpcode opcode, int payload)
    {
        destination[0] = (byte)(Final | (byte)opcode);
        if (payload < Length16)
        {
            destination[1] = (byte)payload;
            return 2;
        }

        if (payload <= ushort.MaxValue)
        {
            destination[1] = Length16;
            BinaryPrimitives.WriteUInt16BigEndian(destination[2..], (ushort)payload);
            return 4;
        }

        destination[1] = Length64;
        BinaryPrimitives.WriteInt64BigEndian(destination[2..], payload);
        return 10;
    }

    /// <summary>How long the head of a client's frame is, as far as its first two octets tell: all of it.</summary>
    public static int GetClientLength(ReadOnlySpan<byte> firstTwo) => (firstTwo[1] & ~Masked) switch
    {
        Length16 => 8,
        Length64 => 14,
        _ => 6,
    };

    /// <summary>Checks what the first two octets of a client's frame say.</summary>
    /// <exception cref="WebSocketViolationException">No frame may begin so.</exception>
    public static void CheckClient(ReadOnlySpan<byte> firstTwo)
    {
        if ((firstTwo[0] & Reserved) != 0)
        {
            throw Violation("a reserved bit is set, and no extension was agreed on");
        }

        if ((firstTwo[1] & Masked) == 0)
        {
            throw Violation("a frame is not masked; those of a client must be");
        }

        WebSocketOpcode opcode = GetOpcode(firstTwo);
        if (opcode is not (WebSocketOpcode.Continuation or WebSocketOpcode.Text or WebSocketOpcode.Binary
            or WebSocketOpcode.Close or WebSocketOpcode.Ping or WebSocketOpcode.Pong))
        {
            throw Violation("a frame has an unknown opcode");
        }

        if (opcode >= WebSocketOpcode.Close && ((firstTwo[0] & Final) == 0 || (firstTwo[1] & ~Masked) > MaxControlPayload))
        {
            throw Violation("a control frame is fragmented, or longer than 125 octets");
        }
    }

    /// <summary>Reads the head of a client's frame.</summary>
    /// <param name="head">The whole of it; its first two octets are checked.</param>
    /// <exception cref="WebSocketViolationException">No frame has such a length.</exception>
    public static (WebSocketOpcode Opcode, bool IsFinal, ulong Payload, uint Mask) ReadClient(ReadOnlySpan<byte> head)
    {
        int shortLength = head[1] & ~Masked;
        ulong payload = shortLength switch
        {
            Length16 => BinaryPrimitives.ReadUInt16BigEndian(head[2..]),
            Length64 => BinaryPrimitives.ReadUInt64BigEndian(head[2..]),
            _ => (ulong)shortLength,
        };
        if (payload > long.MaxValue)
        {
            throw Violation("a frame's length has its highest bit set");
        }

        return (GetOpcode(head), (head[0] & Final) != 0, payload, BitConverter.ToUInt32(head[^4..]));
    }

    private static WebSocketOpcode GetOpcode(ReadOnlySpan<byte> head) => (WebSocketOpcode)(head[0] & 0x0F);

    private static WebSocketViolationException Violation(string reason) => new(WebSocketCloseStatus.ProtocolError, reason);
}
