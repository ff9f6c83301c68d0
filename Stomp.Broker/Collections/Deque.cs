using System.Diagnostics;

namespace Stomp.Broker.Collections;

/// <summary>A queue with two ends, in a ring that grows by doubling. Emptied, it lets a large ring go, so that an idle one holds little memory.</summary>
/// <remarks>Not thread-safe: its owner's lock guards it.</remarks>
internal sealed class Deque<T>
    where T : struct
{
    private const int FirstCapacity = 16;

    // An emptied ring up to this size is kept: 256 entries of some 24 octets, 6 KiB.
    private const int KeptCapacity = 256;

    private T[] _ring = [];
    private int _head;

    public int Count { get; private set; }

    public ref T Front
    {
        get
        {
            Debug.Assert(Count > 0);
            return ref _ring[_head];
        }
    }

    public void PushBack(in T item)
    {
        Reserve();
        _ring[(_head + Count) & (_ring.Length - 1)] = item;
        Count++;
    }

    public void PushFront(in T item)
    {
        Reserve();
        _head = (_head - 1) & (_ring.Length - 1);
        _ring[_head] = item;
        Count++;
    }

    public T PopFront()
    {
        Debug.Assert(Count > 0);
        T item = _ring[_head];
        _ring[_head] = default;
        _head = (_head + 1) & (_ring.Length - 1);
        if (--Count == 0 && _ring.Length > KeptCapacity)
        {
            _ring = [];
            _head = 0;
        }

        return item;
    }

    private void Reserve()
    {
        if (Count < _ring.Length)
        {
            return;
        }

        var larger = new T[Math.Max(FirstCapacity, 2 * _ring.Length)];
        for (int i = 0; i < Count; i++)
        {
            larger[i] = _ring[(_head + i) & (_ring.Length - 1)];
        }

        _ring = larger;
        _head = 0;
    }
}
