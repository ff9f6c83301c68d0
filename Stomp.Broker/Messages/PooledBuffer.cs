using System.Buffers;

namespace Stomp.Broker.Messages;

/// <summary>A growing buffer out of the shared pool, for encoding one frame.</summary>
/// <remarks>Whoever takes <see cref="Array"/> out of it returns it to <see cref="ArrayPool{T}.Shared"/>. Pass it by reference only.</remarks>
internal struct PooledBuffer : IBufferWriter<byte>
{
    public PooledBuffer(int capacity) => Array = ArrayPool<byte>.Shared.Rent(capacity);

    public byte[] Array { get; private set; }

    public int Length { get; private set; }

    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Array.Length - Length);
        Length += count;
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return Array.AsMemory(Length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return Array.AsSpan(Length);
    }

    private void Reserve(int sizeHint)
    {
        int needed = Length + Math.Max(sizeHint, 1);
        if (needed > Array.Length)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, 2 * Array.Length));
            Array.AsSpan(0, Length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(Array);
            Array = larger;
        }
    }
}
