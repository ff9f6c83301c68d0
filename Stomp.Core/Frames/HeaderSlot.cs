using Stomp.Core.Protocol;

namespace Stomp.Core.Frames;

/// <summary>Where one header stands in the head of its frame. Offsets count from the first octet of the command; ends are the octets behind.</summary>
internal struct HeaderSlot
{
    public int NameStart;
    public int NameEnd;
    public int ValueStart;
    public int ValueEnd;
    public KnownHeader Known;

    public readonly ReadOnlySpan<byte> GetName(ReadOnlySpan<byte> head) => head[NameStart..NameEnd];

    public readonly ReadOnlySpan<byte> GetValue(ReadOnlySpan<byte> head) => head[ValueStart..ValueEnd];
}
