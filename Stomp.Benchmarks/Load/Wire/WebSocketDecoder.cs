using System.Buffers.Binary;

namespace Stomp.Benchmarks.Load.Wire;

/// <summary>Takes the WebSocket framing out of what comes (RFC 6455, section 5), with whatever pieces it comes in.</summary>
/// <remarks>A mutable struct: one for each connection, kept in a field.</remarks>
internal struct WebSocketDecoder
{
    private const int MaxHeaderBytes = 14;
    private const int MaxControlBytes = 125;
    private const byte OpcodeBits = 0x0F;
    private const byte ReservedBits = 0x70;
    private const byte Masked = 0x80;
    private const byte LengthBits = 0x7F;

    private byte[]? _header;
    private int _headerCount;
    private byte[]? _control;
    private int _controlCount;
    private WebSocketOpcode _opcode;
    private long _left;
    private long _seen;
    private bool _isMasked;
    private uint _mask;

    /// <summary>Whether the peer has closed the WebSocket.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>Whether the octets were no WebSocket frame.</summary>
    public bool IsMalformed { get; private set; }

    /// <summary>The payload of a ping that is to be answered; <see langword="null"/> when there is none. Whoever answers sets it so.</summary>
    public byte[]? Ping { get; set; }

    /// <summary>Moves the payloads of text and binary frames to the front.</summary>
    /// <returns>How many octets they are.</returns>
    public int Decode(Span<byte> data)
    {
        int kept = 0;
        int at = 0;
        while (at < data.Length && !IsClosed && !IsMalformed)
        {
            if (_left == 0)
            {
                at += TakeHeader(data[at..]);
                continue;
            }

            int count = (int)Math.Min(_left, data.Length - at);
            Span<byte> part = data.Slice(at, count);
            if (_isMasked)
            {
                WebSocketFraming.Mask(part, _mask, _seen);
            }

            if (_opcode < WebSocketOpcode.Close)
            {
                part.CopyTo(data[kept..]);
                kept += count;
            }
            else
            {
                part.CopyTo(_control.AsSpan(_controlCount));
                _controlCount += count;
            }

            at += count;
            _seen += count;
            _left -= count;
            EndFrameIfComplete();
        }

        return kept;
    }

    private int TakeHeader(ReadOnlySpan<byte> data)
    {
        // Nearly always the whole header is there: no need to gather it then.
        if (_headerCount == 0 && data.Length >= 2 && data.Length >= HeaderBytes(data[1]))
        {
            int bytes = HeaderBytes(data[1]);
            BeginFrame(data[..bytes]);
            return bytes;
        }

        _header ??= new byte[MaxHeaderBytes];
        _header[_headerCount++] = data[0];
        if (_headerCount >= 2 && _headerCount == HeaderBytes(_header[1]))
        {
            BeginFrame(_header.AsSpan(0, _headerCount));
            _headerCount = 0;
        }

        return 1;
    }

    private static int HeaderBytes(byte second) =>
        ((second & LengthBits) switch { 126 => 4, 127 => 10, _ => 2 }) + ((second & Masked) != 0 ? WebSocketFraming.MaskBytes : 0);

    private void BeginFrame(ReadOnlySpan<byte> header)
    {
        _opcode = (WebSocketOpcode)(header[0] & OpcodeBits);
        _isMasked = (header[1] & Masked) != 0;
        _mask = _isMasked ? BinaryPrimitives.ReadUInt32LittleEndian(header[^WebSocketFraming.MaskBytes..]) : 0;
        _left = (header[1] & LengthBits) switch
        {
            126 => BinaryPrimitives.ReadUInt16BigEndian(header[2..]),
            127 => BinaryPrimitives.ReadInt64BigEndian(header[2..]),
            int length => length,
        };
        _seen = 0;
        bool isControl = _opcode >= WebSocketOpcode.Close;
        if ((header[0] & ReservedBits) != 0 || _left < 0 || (isControl && _left > MaxControlBytes))
        {
            IsMalformed = true;
            return;
        }

        if (isControl)
        {
            _control ??= new byte[MaxControlBytes];
            _controlCount = 0;
        }

        EndFrameIfComplete();
    }

    private void EndFrameIfComplete()
    {
        if (_left > 0)
        {
            return;
        }

        if (_opcode == WebSocketOpcode.Ping)
        {
            Ping = _control.AsSpan(0, _controlCount).ToArray();
        }

        IsClosed |= _opcode == WebSocketOpcode.Close;
    }
}
