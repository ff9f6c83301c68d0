namespace Chat.Messages;

/// <summary>The last messages of a room, or of a conversation of two. Thread-safe.</summary>
/// <param name="capacity">How many; older ones are forgotten.</param>
internal sealed class History(int capacity)
{
    private readonly Lock _lock = new();
    private readonly Queue<ChatMessage> _messages = new();

    /// <summary>Adds a message, which is made while nobody else adds one: so they are in the order of their ids.</summary>
    public ChatMessage Add(Func<ChatMessage> create)
    {
        lock (_lock)
        {
            ChatMessage message = create();
            if (_messages.Count == capacity)
            {
                _messages.Dequeue();
            }

            _messages.Enqueue(message);
            return message;
        }
    }

    /// <summary>What it holds now, the oldest first.</summary>
    public ChatMessage[] ToArray()
    {
        lock (_lock)
        {
            return [.. _messages];
        }
    }
}
