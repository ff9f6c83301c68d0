using System.Buffers;
using System.Runtime.CompilerServices;

namespace Stomp.Broker.Messages;

/// <summary>The octets of a message that is being encoded. They stand in the message's own memory from the first on; nothing is copied at the end.</summary>
/// <remarks>Pass it by reference only. One that is given up before <see cref="Message.Complete"/> leaves its message to the collector.</remarks>
internal struct MessageBuffer : IBufferWriter<byte>
{
    private byte[] _octets;

    /// <summary>Takes a message out of the pool.</summary>
    /// <param name="pool">The pool.</param>
    /// <param name="capacity">The octets expected; more make it grow.</param>
    public MessageBuffer(MessagePool pool, int capacity)
    {
        Message = pool.Rent(capacity);
        _octets = Message.Octets;
    }

    /// <summary>The message; nobody else has it before it is completed.</summary>
    public Message Message { get; }

    public int Length { get; private set; }

    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, (uint)(_octets.Length - Length), nameof(count));
        Length += count;
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _octets.AsMemory(Length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _octets.AsSpan(Length);
    }

    private void Reserve(int sizeHint)
    {
        int needed = Length + Math.Max(sizeHint, 1);
        if (needed > _octets.Length)
        {
            Grow(needed);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow(int needed) => _octets = Message.Grow(Math.Max(needed, 2 * _octets.Length), Length);
}
