namespace Stomp.Broker.Outboxes;

/// <summary>A growing run of entries.</summary>
/// <remarks>A mutable struct: a field of <see cref="Outbox"/>, never copied while in use.</remarks>
internal struct EntryBuffer
{
    private const int FirstCapacity = 4;

    // One that has become larger is let go when it is cleared: 128 entries of 32 octets, 4 KiB.
    private const int KeptCapacity = 128;

    private OutboxEntry[]? _entries;

    public int Count { get; private set; }

    public readonly ref readonly OutboxEntry this[int index] => ref _entries![index];

    public void Add(in OutboxEntry entry)
    {
        if (_entries is null || Count == _entries.Length)
        {
            Array.Resize(ref _entries, Math.Max(FirstCapacity, 2 * Count));
        }

        _entries[Count++] = entry;
    }

    public readonly ReadOnlySpan<OutboxEntry> From(int start) => _entries.AsSpan(start, Count - start);

    public void Clear()
    {
        if (_entries is { Length: > KeptCapacity })
        {
            _entries = null;
        }
        else
        {
            _entries.AsSpan(0, Count).Clear();
        }

        Count = 0;
    }
}
