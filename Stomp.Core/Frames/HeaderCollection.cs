using Stomp.Core.Protocol;

namespace Stomp.Core.Frames;

/// <summary>
/// The headers of a frame, in the order of the wire, repeats included. Looking one up finds the first of its name (C-40).
/// A view: valid as long as the frame.
/// </summary>
public readonly ref struct HeaderCollection
{
    private readonly ReadOnlySpan<byte> _head;
    private readonly ReadOnlySpan<HeaderSlot> _slots;
    private readonly ulong _known;

    internal HeaderCollection(ReadOnlySpan<byte> head, ReadOnlySpan<HeaderSlot> slots, ulong known)
    {
        _head = head;
        _slots = slots;
        _known = known;
    }

    /// <summary>The number of headers, repeats included.</summary>
    public int Count => _slots.Length;

    /// <summary>The header at a position, 0 the first on the wire.</summary>
    public Header this[int index]
    {
        get
        {
            ref readonly HeaderSlot slot = ref _slots[index];
            return new Header(slot.Known, slot.GetName(_head), slot.GetValue(_head));
        }
    }

    /// <summary>Whether the frame has the header; <see cref="KnownHeader.None"/>, whether it has any of the application's own.</summary>
    public bool Contains(KnownHeader header) => (_known & (1UL << (int)header)) != 0;

    /// <summary>Finds the value of the first header of its name; an absent header costs one bit test.</summary>
    public bool TryGetValue(KnownHeader header, out ReadOnlySpan<byte> value)
    {
        if (Contains(header))
        {
            foreach (ref readonly HeaderSlot slot in _slots)
            {
                if (slot.Known == header)
                {
                    value = slot.GetValue(_head);
                    return true;
                }
            }
        }

        value = default;
        return false;
    }

    /// <summary>Finds the value of the first header with the (decoded) name.</summary>
    public bool TryGetValue(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        foreach (ref readonly HeaderSlot slot in _slots)
        {
            if (slot.GetName(_head).SequenceEqual(name))
            {
                value = slot.GetValue(_head);
                return true;
            }
        }

        value = default;
        return false;
    }

    /// <summary>Walks the headers in the order of the wire.</summary>
    public Enumerator GetEnumerator() => new(this);

    /// <summary>Walks the headers of a frame.</summary>
    public ref struct Enumerator
    {
        private readonly HeaderCollection _headers;
        private int _index;

        internal Enumerator(HeaderCollection headers)
        {
            _headers = headers;
            _index = -1;
        }

        /// <summary>The header at the current position.</summary>
        public readonly Header Current => _headers[_index];

        /// <summary>Goes to the next header.</summary>
        public bool MoveNext() => ++_index < _headers.Count;
    }
}
