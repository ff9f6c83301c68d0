using Stomp.Broker.Collections;
using Stomp.Broker.Messages;

namespace Stomp.Broker.Destinations.Topics;

/// <summary>The messages that wait for one subscription, in order; where there are keys, only the newest of each key.</summary>
/// <remarks>Not thread-safe: its owner's lock guards it. It holds a reference to each message. Once grown it does not allocate, but for new keys.</remarks>
internal sealed class PendingMessages(byte[]? keyHeader)
{
    // Nodes kept for the next messages: 256 of 72 octets, 18 KiB.
    private const int KeptNodes = 256;

    private readonly LinkedList<Entry> _entries = [];
    private readonly Stack<LinkedListNode<Entry>> _free = new();
    private readonly Dictionary<byte[], LinkedListNode<Entry>>? _byKey = keyHeader is null ? null : new(Utf8Comparer.Instance);

    public int Count => _entries.Count;

    public long Bytes { get; private set; }

    /// <summary>Adds a message.</summary>
    /// <returns><see langword="true"/> when an older one with the same key has gone for it.</returns>
    public bool Add(Message message)
    {
        byte[]? key = null;
        bool isReplaced = false;
        if (_byKey is not null && TailHeaders.TryFind(message, keyHeader, out ReadOnlySpan<byte> value))
        {
            var lookup = _byKey.GetAlternateLookup<ReadOnlySpan<byte>>();
            isReplaced = lookup.TryGetValue(value, out key, out LinkedListNode<Entry>? older);
            if (isReplaced)
            {
                _byKey.Remove(key!);
                Remove(older!).Release();
            }
            else
            {
                key = value.ToArray();
            }
        }

        if (!_free.TryPop(out LinkedListNode<Entry>? node))
        {
            node = new LinkedListNode<Entry>(default);
        }

        node.Value = new Entry(message, key);
        _entries.AddLast(node);
        Bytes += message.Length;
        if (key is not null)
        {
            _byKey!.Add(key, node);
        }

        return isReplaced;
    }

    /// <summary>Takes the oldest, with the reference to it.</summary>
    public Message TakeFirst() => Take(_entries.First!);

    /// <summary>Takes the newest, with the reference to it.</summary>
    public Message TakeLast() => Take(_entries.Last!);

    public void Clear()
    {
        while (Count > 0)
        {
            TakeFirst().Release();
        }
    }

    private Message Take(LinkedListNode<Entry> node)
    {
        if (node.Value.Key is { } key)
        {
            _byKey!.Remove(key);
        }

        return Remove(node);
    }

    private Message Remove(LinkedListNode<Entry> node)
    {
        Message message = node.Value.Message;
        Bytes -= message.Length;
        _entries.Remove(node);
        node.Value = default;
        if (_free.Count < KeptNodes)
        {
            _free.Push(node);
        }

        return message;
    }

    private readonly record struct Entry(Message Message, byte[]? Key);
}
