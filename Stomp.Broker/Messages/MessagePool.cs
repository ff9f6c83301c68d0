using System.Collections.Concurrent;

namespace Stomp.Broker.Messages;

/// <summary>Keeps message objects for reuse. Their octets come from, and go back to, the shared array pool.</summary>
/// <remarks>Thread-safe. Debug builds count the messages outside, so that tests see a leak.</remarks>
internal sealed class MessagePool
{
    // Objects of some 80 octets; more than that many are let go.
    private const int MaxKept = 4096;

    private readonly ConcurrentQueue<Message> _kept = new();
    private int _keptCount;
#if DEBUG
    private int _outstanding;

    /// <summary>The messages that are not released yet.</summary>
    public int Outstanding => Volatile.Read(ref _outstanding);
#endif

    public Message Rent(in PooledBuffer buffer, int idLength, bool sameInAllVersions)
    {
#if DEBUG
        Interlocked.Increment(ref _outstanding);
#endif
        if (_kept.TryDequeue(out Message? message))
        {
            Interlocked.Decrement(ref _keptCount);
        }
        else
        {
            message = new Message(this);
        }

        message.Initialize(buffer, idLength, sameInAllVersions);
        return message;
    }

    /// <summary>Takes back a message whose last reference was released. Only the message itself calls it.</summary>
    public void Return(Message message)
    {
#if DEBUG
        Interlocked.Decrement(ref _outstanding);
#endif
        if (Interlocked.Increment(ref _keptCount) <= MaxKept)
        {
            _kept.Enqueue(message);
        }
        else
        {
            Interlocked.Decrement(ref _keptCount);
        }
    }
}
