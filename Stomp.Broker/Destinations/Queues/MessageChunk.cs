using Stomp.Broker.Collections;

namespace Stomp.Broker.Destinations.Queues;

/// <summary>A run of messages by position, short enough that one in its middle is found, added and removed at once.</summary>
internal sealed class MessageChunk : Deque<QueuedMessage>
{
    /// <summary>The most messages of one: their ring is then 8 KiB.</summary>
    public const int Capacity = 256;

    /// <summary>No message of it expires before; it may have been of one that has gone.</summary>
    public long EarliestExpiry { get; private set; } = long.MaxValue;

    /// <summary>A message with an expiry was added.</summary>
    public void NoteExpiry(long expires) => EarliestExpiry = Math.Min(EarliestExpiry, expires);

    public void ForgetExpiry() => EarliestExpiry = long.MaxValue;

    /// <summary>The place of the first message at a position or behind it.</summary>
    public int Find(long position)
    {
        (int low, int high) = (0, Count);
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (this[middle].Position < position)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    /// <summary>Takes the messages out that have expired.</summary>
    public void TakeExpired(long now, List<QueuedMessage> expired)
    {
        ForgetExpiry();
        for (int rest = Count; rest > 0; rest--)
        {
            QueuedMessage message = PopFront();
            if (message.IsExpired(now))
            {
                expired.Add(message);
                continue;
            }

            PushBack(message);
            if (message.Expires != 0)
            {
                NoteExpiry(message.Expires);
            }
        }
    }
}
