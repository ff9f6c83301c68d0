using Stomp.Broker.Messages;

namespace Stomp.Broker.Subscriptions;

/// <summary>
/// The un-acknowledged deliveries of a subscription, in their order. Finding, taking and adding one cost the same however many there are,
/// so that forged ids cost nothing (H-16); once grown it does not allocate.
/// </summary>
/// <remarks>Not thread-safe: the lock of the queue guards it.</remarks>
internal sealed class UnackedDeliveries
{
    private const int None = -1;
    private const int FirstCapacity = 8;

    // Emptied up to this size it keeps its memory: 256 deliveries of 64 octets, 16 KiB.
    private const int KeptCapacity = 256;

    private readonly Dictionary<long, int> _nodes = [];
    private Node[] _slots = new Node[FirstCapacity];
    private int _oldest = None;
    private int _newest = None;
    private int _free = None;
    private int _used;
    private long _lastSequence;

    public int Count => _nodes.Count;

    /// <summary>Adds a delivery with the next number, which it returns.</summary>
    public long Add(Message message, long position, int deliveries, int group = 0, long expires = 0, long delivered = 0)
    {
        long sequence = ++_lastSequence;
        Insert(new UnackedDelivery(message, position, sequence, deliveries, group, expires, delivered), _newest);
        return sequence;
    }

    /// <summary>Looks at the oldest.</summary>
    public bool TryPeek(out UnackedDelivery delivery)
    {
        delivery = _oldest == None ? default : _slots[_oldest].Delivery;
        return _oldest != None;
    }

    /// <summary>Puts deliveries, sorted by number, back where they belong, in one walk.</summary>
    public void Restore(ReadOnlySpan<UnackedDelivery> deliveries)
    {
        int before = _newest;
        for (int i = deliveries.Length - 1; i >= 0; i--)
        {
            while (before != None && _slots[before].Delivery.Sequence > deliveries[i].Sequence)
            {
                before = _slots[before].Previous;
            }

            Insert(deliveries[i], before);
        }
    }

    public bool TryTake(long sequence, out UnackedDelivery delivery)
    {
        if (!_nodes.Remove(sequence, out int index))
        {
            delivery = default;
            return false;
        }

        delivery = Unlink(index);
        return true;
    }

    /// <summary>Takes a delivery and all before it, the oldest first; nothing when it is not there.</summary>
    public bool TryTakeThrough(long sequence, List<UnackedDelivery> taken)
    {
        if (!_nodes.ContainsKey(sequence))
        {
            return false;
        }

        while (_oldest != None && _slots[_oldest].Delivery.Sequence <= sequence)
        {
            _nodes.Remove(_slots[_oldest].Delivery.Sequence);
            taken.Add(Unlink(_oldest));
        }

        return true;
    }

    /// <summary>Takes all, the oldest first.</summary>
    public List<UnackedDelivery> TakeAll()
    {
        var taken = new List<UnackedDelivery>(Count);
        while (_oldest != None)
        {
            taken.Add(Unlink(_oldest));
        }

        _nodes.Clear();
        return taken;
    }

    private void Insert(in UnackedDelivery delivery, int before)
    {
        int index = Allocate();
        int after = before == None ? _oldest : _slots[before].Next;
        _slots[index] = new Node { Delivery = delivery, Previous = before, Next = after };
        if (before == None)
        {
            _oldest = index;
        }
        else
        {
            _slots[before].Next = index;
        }

        if (after == None)
        {
            _newest = index;
        }
        else
        {
            _slots[after].Previous = index;
        }

        _nodes.Add(delivery.Sequence, index);
    }

    private UnackedDelivery Unlink(int index)
    {
        Node node = _slots[index];
        if (node.Previous == None)
        {
            _oldest = node.Next;
        }
        else
        {
            _slots[node.Previous].Next = node.Next;
        }

        if (node.Next == None)
        {
            _newest = node.Previous;
        }
        else
        {
            _slots[node.Next].Previous = node.Previous;
        }

        _slots[index] = new Node { Next = _free };
        _free = index;
        if (_oldest == None && _slots.Length > KeptCapacity)
        {
            LetGo();
        }

        return node.Delivery;
    }

    // A subscription that once had many un-acknowledged messages must not keep the memory for them.
    private void LetGo()
    {
        _slots = new Node[FirstCapacity];
        _free = None;
        _used = 0;
        _nodes.Clear();
        _nodes.TrimExcess();
    }

    private int Allocate()
    {
        if (_free != None)
        {
            int index = _free;
            _free = _slots[index].Next;
            return index;
        }

        if (_used == _slots.Length)
        {
            Array.Resize(ref _slots, 2 * _used);
        }

        return _used++;
    }

    private struct Node
    {
        public UnackedDelivery Delivery;
        public int Previous;
        public int Next;
    }
}
