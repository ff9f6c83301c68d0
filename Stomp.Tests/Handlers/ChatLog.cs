using System.Collections.Concurrent;

namespace Stomp.Tests.Handlers;

/// <summary>A service of <see cref="ChatHandlers"/>.</summary>
public sealed class ChatLog
{
    private readonly ConcurrentQueue<string> _names = new();

    public IEnumerable<string> All => _names;

    public void Add(string name) => _names.Enqueue(name);
}
