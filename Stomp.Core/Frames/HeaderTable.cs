using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Stomp.Core.Protocol;

namespace Stomp.Core.Frames;

/// <summary>Where each header of the frame being read stands, in the order of the wire.</summary>
/// <remarks>Grows up to the limit of headers, and stays as large as the largest frame needed: 20 octets a header.</remarks>
internal sealed class HeaderTable(int capacity, int maxCount)
{
    private HeaderSlot[] _slots = new HeaderSlot[Math.Min(capacity, maxCount)];
    private ulong _known;
    private int _resolved;

    /// <summary>The headers that are there; raise it when <see cref="Free"/> slots are filled in.</summary>
    public int Count { get; set; }

    /// <summary>Whether there are as many headers as may be.</summary>
    public bool IsFull => Count == maxCount;

    /// <summary>The slots that are there already for further headers.</summary>
    public Span<HeaderSlot> Free => _slots.AsSpan(Count);

    public ref HeaderSlot this[int index] => ref _slots[index];

    public bool Contains(KnownHeader header) => (_known & (1UL << (int)header)) != 0;

    /// <summary>Adds a header, for which there must be room below the limit.</summary>
    public ref HeaderSlot Add()
    {
        if (Count == _slots.Length)
        {
            Array.Resize(ref _slots, Math.Min(2 * Count, maxCount));
        }

        return ref _slots[Count++];
    }

    /// <summary>Tells which headers are known ones; <see langword="false"/> when that is told already.</summary>
    /// <param name="octets">The head, and what follows it.</param>
    [MethodImpl(MethodImplOptions.NoInlining)] // few variables, so that all stay in registers
    public bool Resolve(ReadOnlySpan<byte> octets)
    {
        if (_resolved == Count)
        {
            return false;
        }

        _resolved = Count;
        NameTable names = HeaderName.Table;
        ref byte first = ref MemoryMarshal.GetReference(octets);
        int lastWhole = octets.Length - NameTable.EntryLength;
        Span<HeaderSlot> slots = _slots.AsSpan(0, Count);
        ulong known = 0;
        for (int i = 0; i < slots.Length; i++)
        {
            ref HeaderSlot slot = ref slots[i];
            uint start = (uint)slot.NameStart;
            if ((int)start > lastWhole)
            {
                known |= ResolveAtEnd(octets, slots[i..]);
                break;
            }

            // From start on there are the octets that this takes, as was just seen; a slice would check it again.
            int header = names.FindAtStart(in Unsafe.Add(ref first, start), slot.NameEnd - (int)start);
            slot.Known = (KnownHeader)header;
            known |= 1UL << header;
        }

        _known = known; // that of KnownHeader.None says that there are others
        return true;
    }

    /// <summary>The first header that is the known one, which must be there.</summary>
    public ref readonly HeaderSlot Find(KnownHeader header)
    {
        Debug.Assert(Contains(header));
        int i = 0;
        while (_slots[i].Known != header)
        {
            i++;
        }

        return ref _slots[i];
    }

    public void Clear()
    {
        Count = 0;
        _known = 0;
        _resolved = 0;
    }

    public HeaderCollection Over(ReadOnlySpan<byte> head) => new(head, _slots.AsSpan(0, Count), _known);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ulong ResolveAtEnd(ReadOnlySpan<byte> octets, Span<HeaderSlot> slots)
    {
        ulong known = 0;
        foreach (ref HeaderSlot slot in slots)
        {
            slot.Known = HeaderName.Resolve(slot.GetName(octets));
            known |= 1UL << (int)slot.Known;
        }

        return known;
    }
}
