using System.Buffers;
using System.Runtime.CompilerServices;

namespace Stomp.Broker.Outboxes;

/// <summary>A growing run of entries, in memory of the shared pool that it has only while there are some.</summary>
/// <remarks>A mutable struct: a field of <see cref="Outbox"/>, never copied while in use.</remarks>
internal struct EntryBuffer
{
    // What a burst of small requests fills; twice as much each time it is full.
    private const int FirstCapacity = 16;

    private OutboxEntry[]? _entries;

    public int Count { get; private set; }

    public void Add(in OutboxEntry entry)
    {
        OutboxEntry[]? entries = _entries;
        int count = Count;
        if (entries is null || (uint)count >= (uint)entries.Length)
        {
            entries = Grow();
        }

        entries[count] = entry;
        Count = count + 1;
    }

    public readonly ReadOnlySpan<OutboxEntry> From(int start) => _entries.AsSpan(start, Count - start);

    /// <summary>Forgets the entries, and keeps the memory for the next ones.</summary>
    public void Clear()
    {
        _entries.AsSpan(0, Count).Clear();
        Count = 0;
    }

    /// <summary>Forgets the entries, and gives the memory back.</summary>
    public void Release()
    {
        if (_entries is not null)
        {
            Clear();
            ArrayPool<OutboxEntry>.Shared.Return(_entries);
            _entries = null;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private OutboxEntry[] Grow()
    {
        OutboxEntry[] larger = ArrayPool<OutboxEntry>.Shared.Rent(Math.Max(FirstCapacity, 2 * Count));
        From(0).CopyTo(larger);
        int count = Count;
        Release();
        Count = count;
        return _entries = larger;
    }
}
