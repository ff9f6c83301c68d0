namespace Stomp.Broker.Messages;

/// <summary>
/// Keeps message objects for reuse: small ones with memory of their own, others without. Each thread has a few at hand, so that one that
/// publishes and one that sends meet only once for many messages.
/// </summary>
/// <remarks>Thread-safe. Debug builds count the messages outside, so that tests see a leak.</remarks>
internal sealed class MessagePool
{
    /// <summary>The memory of a small message: one with a few headers and a body of 128 octets has place in it.</summary>
    public const int SmallBytes = 512;

    // How many go from a thread to the others, or to it, at once: what a read of 16 KiB holds.
    private const int Portion = 64;

    // Of either kind: 2.5 MiB of small messages. More are let go.
    private const int MaxKept = 4096;

    [ThreadStatic]
    private static Hand? _small;

    [ThreadStatic]
    private static Hand? _large;

    private readonly Stock _smallStock = new();
    private readonly Stock _largeStock = new();
#if DEBUG
    private int _outstanding;

    /// <summary>The messages that are not released yet.</summary>
    public int Outstanding => Volatile.Read(ref _outstanding);

    /// <summary>A message has got its first reference.</summary>
    public void OnCompleted() => Interlocked.Increment(ref _outstanding);
#endif

    /// <summary>Takes a message that nobody has a reference to, with memory for so many octets.</summary>
    public Message Rent(int capacity)
    {
        if (capacity <= SmallBytes)
        {
            return TryTake(ref _small, _smallStock) ?? new Message(this, isSmall: true);
        }

        Message message = TryTake(ref _large, _largeStock) ?? new Message(this, isSmall: false);
        message.TakeMemory(capacity);
        return message;
    }

    /// <summary>Takes back a message whose last reference was released. Only the message itself calls it.</summary>
    public void Return(Message message)
    {
#if DEBUG
        Interlocked.Decrement(ref _outstanding);
#endif
        if (message.IsSmall)
        {
            Put(message, ref _small, _smallStock);
        }
        else
        {
            Put(message, ref _large, _largeStock);
        }
    }

    private Message? TryTake(ref Hand? hand, Stock stock)
    {
        Hand mine = hand ??= new Hand();
        if (mine.Pool != this)
        {
            mine.Clear(this); // a thread that serves two brokers: it keeps messages of one
        }

        if (mine.Count == 0)
        {
            mine.Count = stock.Take(mine.Messages.AsSpan(0, Portion));
            if (mine.Count == 0)
            {
                return null;
            }
        }

        return mine.Messages[--mine.Count];
    }

    private void Put(Message message, ref Hand? hand, Stock stock)
    {
        Hand mine = hand ??= new Hand();
        if (mine.Pool != this)
        {
            mine.Clear(this);
        }

        if (mine.Count == mine.Messages.Length)
        {
            stock.Add(mine.Messages.AsSpan(Portion));
            mine.Count = Portion;
        }

        mine.Messages[mine.Count++] = message;
    }

    /// <summary>What a thread has at hand of one broker.</summary>
    private sealed class Hand
    {
        public Message[] Messages { get; } = new Message[2 * Portion];

        public int Count { get; set; }

        public MessagePool? Pool { get; private set; }

        public void Clear(MessagePool pool)
        {
            Messages.AsSpan().Clear();
            Count = 0;
            Pool = pool;
        }
    }

    /// <summary>What all threads share.</summary>
    private sealed class Stock
    {
        private readonly Lock _lock = new();
        private readonly Stack<Message> _messages = new();

        public int Take(Span<Message> destination)
        {
            lock (_lock)
            {
                int count = Math.Min(destination.Length, _messages.Count);
                for (int i = 0; i < count; i++)
                {
                    destination[i] = _messages.Pop();
                }

                return count;
            }
        }

        public void Add(ReadOnlySpan<Message> messages)
        {
            lock (_lock)
            {
                foreach (Message message in messages)
                {
                    if (_messages.Count < MaxKept)
                    {
                        _messages.Push(message);
                    }
                }
            }
        }
    }
}
