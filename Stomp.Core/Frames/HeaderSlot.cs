using Stomp.Core.Protocol;

namespace Stomp.Core.Frames;

/// <summary>Where one header stands in the head of its frame. Offsets count from the first octet of the command.</summary>
internal struct HeaderSlot
{
    public int NameOffset;
    public int NameLength;
    public int ValueOffset;
    public int ValueLength;
    public KnownHeader Known;
}
