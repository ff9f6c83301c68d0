using Stomp.Core.Protocol;

namespace Stomp.Core.Frames;

/// <summary>Where each header of the frame being read stands, in the order of the wire.</summary>
/// <remarks>Grows up to the limit of headers, and stays as large as the largest frame needed: 20 octets a header.</remarks>
internal sealed class HeaderTable(int capacity, int maxCount)
{
    private HeaderSlot[] _slots = new HeaderSlot[Math.Min(capacity, maxCount)];
    private ulong _known;

    public int Count { get; private set; }

    public ref HeaderSlot this[int index] => ref _slots[index];

    public bool Contains(KnownHeader header) => (_known & (1UL << (int)header)) != 0;

    /// <summary>Adds a header; <see langword="false"/> when there are as many as may be.</summary>
    public bool TryAdd(in HeaderSlot slot)
    {
        if (Count == _slots.Length)
        {
            if (Count == maxCount)
            {
                return false;
            }

            Array.Resize(ref _slots, Math.Min(2 * Count, maxCount));
        }

        _slots[Count++] = slot;
        _known |= (1UL << (int)slot.Known) & ~1UL; // no bit for KnownHeader.None
        return true;
    }

    public void Clear()
    {
        Count = 0;
        _known = 0;
    }

    public HeaderCollection Over(ReadOnlySpan<byte> head) => new(head, _slots.AsSpan(0, Count), _known);
}
