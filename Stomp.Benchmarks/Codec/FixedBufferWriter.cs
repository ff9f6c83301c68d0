using System.Buffers;

namespace Stomp.Benchmarks.Codec;

/// <summary>A writer over one array that is large enough: it costs next to nothing, so that what uses it is measured alone.</summary>
/// <remarks>Pass it by reference only.</remarks>
internal struct FixedBufferWriter(byte[] buffer) : IBufferWriter<byte>
{
    public int Length { get; private set; }

    public readonly ReadOnlySpan<byte> Written => buffer.AsSpan(0, Length);

    public void Clear() => Length = 0;

    public void Advance(int count) => Length += count;

    public readonly Memory<byte> GetMemory(int sizeHint = 0) => buffer.AsMemory(Length);

    public readonly Span<byte> GetSpan(int sizeHint = 0) => buffer.AsSpan(Length);
}
