using System.Buffers;

namespace Stomp.Core.Frames;

/// <summary>A copy of a head in one piece, for when the input has it in several, or with escapes.</summary>
/// <remarks>Owns a pooled array between the first octet and <see cref="Clear"/>. A mutable struct: a field of <see cref="FrameHead"/>, never passed on.</remarks>
internal struct HeadCopy
{
    private byte[]? _octets;

    public readonly bool IsEmpty => _octets is null;

    public int Length { get; private set; }

    public readonly Span<byte> Octets => _octets.AsSpan(0, Length);

    public void Append(ReadOnlySpan<byte> octets)
    {
        int needed = Length + octets.Length;
        if (_octets is null || _octets.Length < needed)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, 2 * Length));
            Octets.CopyTo(larger);
            Return();
            _octets = larger;
        }

        octets.CopyTo(_octets.AsSpan(Length));
        Length = needed;
    }

    public void Clear()
    {
        Return();
        _octets = null;
        Length = 0;
    }

    private readonly void Return()
    {
        if (_octets is not null)
        {
            ArrayPool<byte>.Shared.Return(_octets);
        }
    }
}
