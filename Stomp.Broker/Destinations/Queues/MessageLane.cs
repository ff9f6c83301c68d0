using System.Runtime.CompilerServices;
using Stomp.Broker.Collections;

namespace Stomp.Broker.Destinations.Queues;

/// <summary>
/// Messages of one priority that wait, by position. Adding at the end and taking from the front cost the same however many there are;
/// in the middle it costs a search.
/// </summary>
/// <remarks>Not thread-safe: the queue's lock guards it.</remarks>
internal sealed class MessageLane
{
    // Two neighbours that together have no more become one, so that what is left of a long lane does not hold its memory.
    private const int Sparse = MessageChunk.Capacity / 2;

    // What looking into a chunk costs against passing it.
    private const int LookCost = 32;

    private readonly Deque<MessageChunk> _chunks = new(); // none of them empty, unless it is the only one
    private MessageChunk? _first;
    private MessageChunk? _last;
    private MessageChunk? _spare;

    public int Count { get; private set; }

    public ref readonly QueuedMessage Front => ref _first!.Front;

    /// <summary>Adds a message with the highest position.</summary>
    public void Add(in QueuedMessage message)
    {
        MessageChunk? last = _last;
        if (last is null || last.Count == MessageChunk.Capacity)
        {
            last = AppendChunk();
        }

        last.PushBack(message);
        Count++;
        if (message.Expires != 0)
        {
            last.NoteExpiry(message.Expires);
        }
    }

    public QueuedMessage TakeFront()
    {
        QueuedMessage message = _first!.PopFront();
        Count--;
        if (_first.Count == 0)
        {
            RemoveChunk(0);
        }

        return message;
    }

    /// <summary>Puts a message back to where it belongs.</summary>
    public void Insert(in QueuedMessage message)
    {
        if (Count == 0)
        {
            Add(message);
            return;
        }

        int index = Math.Max(FindChunk(message.Position), 0);
        MessageChunk chunk = _chunks[index];
        if (chunk.Count == MessageChunk.Capacity)
        {
            chunk = Split(index, message.Position);
        }

        chunk.Insert(chunk.Find(message.Position), message);
        Count++;
        if (message.Expires != 0)
        {
            chunk.NoteExpiry(message.Expires);
        }
    }

    /// <summary>Finds the first message behind a position.</summary>
    public bool TryFindNext(long position, out QueuedMessage message)
    {
        if (Count > 0 && TryFind(position + 1, out int chunk, out int index))
        {
            message = _chunks[chunk][index];
            return true;
        }

        message = default;
        return false;
    }

    /// <summary>Finds the message at a position.</summary>
    public bool TryGet(long position, out QueuedMessage message) => TryFindNext(position - 1, out message) && message.Position == position;

    /// <summary>Takes the message at a position out.</summary>
    public bool TryTake(long position, out QueuedMessage message)
    {
        if (Count == 0 || !TryFind(position, out int chunk, out int index) || _chunks[chunk][index].Position != position)
        {
            message = default;
            return false;
        }

        message = _chunks[chunk][index];
        _chunks[chunk].RemoveAt(index);
        Count--;
        Tidy(chunk);
        return true;
    }

    /// <summary>Takes messages out that have expired, from a position on, as far as the effort allows.</summary>
    /// <param name="now">Milliseconds of Unix time.</param>
    /// <param name="position">Where to begin, and then where to go on.</param>
    /// <param name="effort">How much may be done, and then what is left of it.</param>
    /// <param name="expired">Gets them.</param>
    /// <param name="earliest">Gets when the next of those expires that were passed, if that is earlier.</param>
    /// <returns>Whether it came to the end.</returns>
    public bool TakeExpired(long now, ref long position, ref int effort, List<QueuedMessage> expired, ref long earliest)
    {
        for (int index = Math.Max(FindChunk(position), 0); Count > 0 && index < _chunks.Count;)
        {
            MessageChunk chunk = _chunks[index];
            if (effort <= 0)
            {
                position = chunk.Front.Position;
                return false;
            }

            effort--;
            if (chunk.EarliestExpiry <= now)
            {
                effort -= LookCost;
                int before = chunk.Count;
                chunk.TakeExpired(now, expired);
                Count -= before - chunk.Count;
                if (chunk.Count == 0)
                {
                    RemoveChunk(index);
                    continue;
                }
            }

            earliest = Math.Min(earliest, chunk.EarliestExpiry);
            index++;
        }

        return true;
    }

    // The last chunk that begins at the position or before it; -1 when none does.
    private int FindChunk(long position)
    {
        if (Count == 0)
        {
            return -1;
        }

        (int low, int high) = (0, _chunks.Count);
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_chunks[middle].Front.Position <= position)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low - 1;
    }

    // The first message at the position or behind it.
    private bool TryFind(long position, out int chunk, out int index)
    {
        chunk = Math.Max(FindChunk(position), 0);
        index = _chunks[chunk].Find(position);
        if (index == _chunks[chunk].Count)
        {
            chunk++;
            index = 0;
        }

        return chunk < _chunks.Count;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private MessageChunk AppendChunk()
    {
        MessageChunk chunk = TakeSpare();
        _chunks.PushBack(chunk);
        _first ??= chunk;
        return _last = chunk;
    }

    private MessageChunk TakeSpare()
    {
        MessageChunk chunk = _spare ?? new MessageChunk();
        _spare = null;
        return chunk;
    }

    // Makes place for a message and returns the chunk that it belongs in.
    private MessageChunk Split(int index, long position)
    {
        MessageChunk chunk = _chunks[index];
        MessageChunk other = TakeSpare();
        if (chunk.EarliestExpiry != long.MaxValue)
        {
            other.NoteExpiry(chunk.EarliestExpiry);
        }

        if (position < chunk.Front.Position)
        {
            _chunks.Insert(index, other);
            SetEnds();
            return other;
        }

        for (int i = MessageChunk.Capacity / 2; i > 0; i--)
        {
            other.PushFront(chunk.PopBack());
        }

        _chunks.Insert(index + 1, other);
        SetEnds();
        return position < other.Front.Position ? chunk : other;
    }

    // One has lost a message.
    private void Tidy(int index)
    {
        MessageChunk chunk = _chunks[index];
        if (chunk.Count == 0)
        {
            RemoveChunk(index);
        }
        else if (index + 1 < _chunks.Count && _chunks[index + 1] is var next && chunk.Count + next.Count <= Sparse)
        {
            chunk.NoteExpiry(next.EarliestExpiry);
            while (next.Count > 0)
            {
                chunk.PushBack(next.PopFront());
            }

            RemoveChunk(index + 1);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void RemoveChunk(int index)
    {
        MessageChunk chunk = _chunks[index];
        chunk.ForgetExpiry();
        if (_chunks.Count == 1)
        {
            _spare = null; // the one that is left is enough
            return;
        }

        if (index == 0)
        {
            _chunks.PopFront();
        }
        else
        {
            _chunks.RemoveAt(index);
        }

        _spare = chunk;
        SetEnds();
    }

    private void SetEnds()
    {
        _first = _chunks.Front;
        _last = _chunks[_chunks.Count - 1];
    }
}
