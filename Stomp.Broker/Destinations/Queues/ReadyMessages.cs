using Stomp.Broker.Collections;

namespace Stomp.Broker.Destinations.Queues;

/// <summary>The messages of a queue that wait for a consumer, by position.</summary>
/// <remarks>Not thread-safe: the queue's lock guards it.</remarks>
internal sealed class ReadyMessages
{
    private readonly Deque<QueuedMessage> _messages = new();

    public int Count => _messages.Count;

    public ref readonly QueuedMessage Front => ref _messages.Front;

    /// <summary>Adds a message with the highest position.</summary>
    public void Add(in QueuedMessage message) => _messages.PushBack(message);

    public QueuedMessage TakeFront() => _messages.PopFront();

    /// <summary>Puts messages, sorted by position, back to where they belong: nearly always before all that wait.</summary>
    public void Insert(ReadOnlySpan<QueuedMessage> returned)
    {
        if (returned.IsEmpty)
        {
            return;
        }

        var passed = new Stack<QueuedMessage>();
        while (_messages.Count > 0 && _messages.Front.Position < returned[^1].Position)
        {
            passed.Push(_messages.PopFront());
        }

        for (int next = returned.Length - 1; next >= 0; next--)
        {
            while (passed.TryPeek(out QueuedMessage later) && later.Position > returned[next].Position)
            {
                _messages.PushFront(passed.Pop());
            }

            _messages.PushFront(returned[next]);
        }

        while (passed.TryPop(out QueuedMessage earlier))
        {
            _messages.PushFront(earlier);
        }
    }
}
