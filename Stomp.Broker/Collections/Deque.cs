using System.Diagnostics;

namespace Stomp.Broker.Collections;

/// <summary>
/// A queue with two ends, in a ring that grows by doubling. Emptied, it lets a large ring go, so that an idle one holds little memory.
/// What is done in the middle moves the items of the shorter side.
/// </summary>
/// <remarks>Not thread-safe: its owner's lock guards it.</remarks>
internal class Deque<T>
{
    private const int FirstCapacity = 16;

    // An emptied ring up to this size is kept: 256 entries of some 32 octets, 8 KiB.
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

    /// <summary>An item, by its place behind the front.</summary>
    public ref T this[int index]
    {
        get
        {
            Debug.Assert((uint)index < (uint)Count);
            return ref _ring[(_head + index) & (_ring.Length - 1)];
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
        _ring[_head] = default!;
        _head = (_head + 1) & (_ring.Length - 1);
        if (--Count == 0 && _ring.Length > KeptCapacity)
        {
            _ring = [];
            _head = 0;
        }

        return item;
    }

    public T PopBack()
    {
        T item = this[Count - 1];
        this[Count - 1] = default!;
        if (--Count == 0 && _ring.Length > KeptCapacity)
        {
            _ring = [];
            _head = 0;
        }

        return item;
    }

    /// <summary>Puts an item before the one that is at a place now.</summary>
    public void Insert(int index, T item)
    {
        if (index < Count / 2)
        {
            PushFront(item);
            for (int i = 0; i < index; i++)
            {
                this[i] = this[i + 1];
            }
        }
        else
        {
            PushBack(item);
            for (int i = Count - 1; i > index; i--)
            {
                this[i] = this[i - 1];
            }
        }

        this[index] = item;
    }

    public void RemoveAt(int index)
    {
        if (index < Count / 2)
        {
            for (int i = index; i > 0; i--)
            {
                this[i] = this[i - 1];
            }

            PopFront();
        }
        else
        {
            for (int i = index; i < Count - 1; i++)
            {
                this[i] = this[i + 1];
            }

            PopBack();
        }
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
