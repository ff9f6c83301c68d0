using System.Buffers;
using System.Diagnostics;

namespace Stomp.AspNetCore.SockJs.Frames;

/// <summary>Messages on their way out, as the broker wrote them: one behind the other, with their lengths.</summary>
/// <remarks>One thread at a time. Its buffer is pooled; <see cref="Clear"/> gives it back.</remarks>
internal sealed class MessageBatch
{
    private const int MinimumBuffer = 1024;

    private byte[] _buffer = [];
    private (int Length, bool IsUtf8)[] _messages = new (int, bool)[4];
    private int _announced;

    /// <summary>Octets of all messages.</summary>
    public int Length { get; private set; }

    /// <summary>How many messages there are.</summary>
    public int Count { get; private set; }

    /// <summary>Says that the next octets are one message.</summary>
    public void Begin(int length, bool isUtf8)
    {
        if (Count == _messages.Length)
        {
            Array.Resize(ref _messages, 2 * Count);
        }

        _messages[Count++] = (length, isUtf8);
        _announced += length;
    }

    /// <summary>Makes one message of octets that none was announced for.</summary>
    public void Seal()
    {
        Debug.Assert(_announced <= Length, "a message was announced that was not written");
        if (_announced < Length)
        {
            Begin(Length - _announced, isUtf8: false);
        }
    }

    /// <summary>Room for more octets.</summary>
    public Memory<byte> Reserve(int sizeHint)
    {
        int needed = Length + Math.Max(sizeHint, 1);
        if (_buffer.Length < needed)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(Math.Max(needed, 2 * _buffer.Length), MinimumBuffer));
            _buffer.AsSpan(0, Length).CopyTo(larger);
            Return();
            _buffer = larger;
        }

        return _buffer.AsMemory(Length);
    }

    /// <summary>Octets were written into the room.</summary>
    public void Advance(int bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, _buffer.Length - Length);
        Length += bytes;
    }

    /// <summary>Hands the messages over to another one, behind its own. This one is empty afterwards.</summary>
    public void MoveTo(MessageBatch other)
    {
        if (other.Count == 0)
        {
            (_buffer, other._buffer) = (other._buffer, _buffer);
            (_messages, other._messages) = (other._messages, _messages);
            (Length, other.Length) = (other.Length, Length);
            (Count, other.Count) = (other.Count, Count);
            (_announced, other._announced) = (other._announced, _announced);
            return;
        }

        for (int i = 0; i < Count; i++)
        {
            other.Begin(_messages[i].Length, _messages[i].IsUtf8);
        }

        _buffer.AsSpan(0, Length).CopyTo(other.Reserve(Length).Span);
        other.Length += Length;
        Clear();
    }

    /// <summary>A message, by its number and the octet that it begins at.</summary>
    public ReadOnlySpan<byte> Get(int index, int start, out bool isUtf8)
    {
        isUtf8 = _messages[index].IsUtf8;
        return _buffer.AsSpan(start, _messages[index].Length);
    }

    /// <summary>Forgets all of it.</summary>
    public void Clear()
    {
        Return();
        _buffer = [];
        Length = 0;
        Count = 0;
        _announced = 0;
    }

    private void Return()
    {
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
        }
    }
}
