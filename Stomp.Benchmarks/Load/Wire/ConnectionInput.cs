namespace Stomp.Benchmarks.Load.Wire;

/// <summary>The octets of one connection that have come and were not handled yet.</summary>
/// <remarks>Owns its buffer. One thread at a time: the receive loop of its connection.</remarks>
internal sealed class ConnectionInput(int size)
{
    // A receive with less room than this is hardly worth its system call.
    private const int MinRoom = 512;

    private byte[] _buffer = GC.AllocateUninitializedArray<byte>(size);
    private int _start;
    private int _end;

    /// <summary>What has come and was not consumed.</summary>
    public ReadOnlySpan<byte> Pending => _buffer.AsSpan(_start, _end - _start);

    /// <summary>Room for more. What is pending stands before it.</summary>
    public ArraySegment<byte> MakeRoom()
    {
        if (_start == _end)
        {
            _start = 0;
            _end = 0;
        }
        else if (_start > 0)
        {
            // The rest of a frame: each frame is moved once at most, however many pieces it comes in.
            Pending.CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        if (_buffer.Length - _end < MinRoom)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        return new ArraySegment<byte>(_buffer, _end, _buffer.Length - _end);
    }

    /// <summary>Takes what was received into the room.</summary>
    public void Append(int received) => _end += received;

    /// <summary>Takes what was received into the room, without its WebSocket framing.</summary>
    public void Append(int received, ref WebSocketDecoder decoder) => _end += decoder.Decode(_buffer.AsSpan(_end, received));

    /// <summary>Takes the framing out of what is pending.</summary>
    public void DecodePending(ref WebSocketDecoder decoder) => _end = _start + decoder.Decode(_buffer.AsSpan(_start, _end - _start));

    /// <summary>Forgets what has been handled.</summary>
    public void Consume(int count) => _start += count;
}
