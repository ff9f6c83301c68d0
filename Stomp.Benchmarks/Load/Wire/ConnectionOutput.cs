using System.Runtime.InteropServices;

namespace Stomp.Benchmarks.Load.Wire;

/// <summary>
/// The octets that are to be sent on one connection: frames are written into one buffer while another is with the system.
/// </summary>
/// <remarks>Owns its buffers. Guarded by the gate of the connection's group.</remarks>
internal sealed class ConnectionOutput(bool isWebSocket)
{
    private const int InitialBytes = 256;

    private byte[] _filling = [];
    private byte[] _sending = [];
    private int _count;
    private int _sendingCount;
    private int _frameStart;
    private int _frameLength;
    private uint _mask = (uint)Random.Shared.Next();

    /// <summary>Octets that wait, those with the system included.</summary>
    public int Count => _count + _sendingCount;

    /// <summary>Room for a STOMP frame, which is sent as one WebSocket message where there are messages. <see cref="End"/> follows.</summary>
    /// <param name="length">Its octets, all of which must be written.</param>
    public Span<byte> Begin(int length) => Begin(length, WebSocketOpcode.Text);

    /// <summary>As <see cref="Begin(int)"/>, for a WebSocket frame of any kind.</summary>
    public Span<byte> Begin(int length, WebSocketOpcode opcode)
    {
        int header = isWebSocket ? WebSocketFraming.HeaderBytes(length) + WebSocketFraming.MaskBytes : 0;
        EnsureRoom(header + length);
        if (isWebSocket)
        {
            Span<byte> room = _filling.AsSpan(_count, header);
            WebSocketFraming.WriteHeader(room, opcode, length, isMasked: true);

            // Xorshift: masks need only differ, they hide nothing from the server under test.
            _mask ^= _mask << 13;
            _mask ^= _mask >> 17;
            _mask ^= _mask << 5;
            MemoryMarshal.Write(room[^WebSocketFraming.MaskBytes..], _mask);
        }

        _frameStart = _count + header;
        _frameLength = length;
        return _filling.AsSpan(_frameStart, length);
    }

    /// <summary>The frame is complete.</summary>
    public void End()
    {
        if (isWebSocket)
        {
            WebSocketFraming.Mask(_filling.AsSpan(_frameStart, _frameLength), _mask);
        }

        _count = _frameStart + _frameLength;
    }

    /// <summary>Adds octets that are no frame: the WebSocket's handshake.</summary>
    public void AppendRaw(ReadOnlySpan<byte> octets)
    {
        EnsureRoom(octets.Length);
        octets.CopyTo(_filling.AsSpan(_count));
        _count += octets.Length;
    }

    /// <summary>All that was written, to be sent; nothing while something is with the system.</summary>
    public ArraySegment<byte> TakeForSending()
    {
        if (_sendingCount > 0 || _count == 0)
        {
            return [];
        }

        (_filling, _sending) = (_sending, _filling);
        _sendingCount = _count;
        _count = 0;
        return new ArraySegment<byte>(_sending, 0, _sendingCount);
    }

    /// <summary>What was taken has been sent.</summary>
    public void EndSending() => _sendingCount = 0;

    private void EnsureRoom(int length)
    {
        if (_filling.Length - _count < length)
        {
            Array.Resize(ref _filling, Math.Max(_count + length, Math.Max(InitialBytes, _filling.Length * 2)));
        }
    }
}
