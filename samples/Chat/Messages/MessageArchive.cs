using System.Collections.Concurrent;
using Chat.Accounts;
using Microsoft.Extensions.Options;
using Stomp.Broker.Handlers;

namespace Chat.Messages;

/// <summary>What was said, for those who join. As many histories as there are rooms and pairs of accounts, of bounded length: it does not grow for ever.</summary>
internal sealed class MessageArchive
{
    private const int MicrosecondsPerMillisecond = 1000;

    private readonly ChatOptions _options;
    private readonly AccountDirectory _accounts;
    private readonly TimeProvider _time;
    private readonly Dictionary<string, History> _rooms;
    private readonly ConcurrentDictionary<(string, string), History> _conversations = new();
    private long _lastId;

    public MessageArchive(IOptions<ChatOptions> options, AccountDirectory accounts, TimeProvider time)
    {
        _options = options.Value;
        _accounts = accounts;
        _time = time;
        _rooms = _options.Rooms.ToDictionary(static room => room, _ => CreateHistory(), StringComparer.Ordinal);

        // Pages stay open while the server starts again, and know messages by their ids.
        _lastId = time.GetUtcNow().ToUnixTimeMilliseconds() * MicrosecondsPerMillisecond;
    }

    /// <summary>What was said in a room.</summary>
    /// <exception cref="StompHandlerException">There is no such room.</exception>
    public ChatMessage[] GetRoom(string room) => FindRoom(room).ToArray();

    /// <summary>Keeps what somebody says in a room.</summary>
    /// <exception cref="StompHandlerException">There is no such room.</exception>
    public ChatMessage AddToRoom(string room, string from, string content) => FindRoom(room).Add(() => Create(from, null, content));

    /// <summary>What two people have said to each other.</summary>
    /// <exception cref="StompHandlerException">One of them does not exist.</exception>
    public ChatMessage[] GetConversation(string one, string other) => FindConversation(one, other).ToArray();

    /// <summary>Keeps what one says to another.</summary>
    /// <exception cref="StompHandlerException">There is nobody to say it to.</exception>
    public ChatMessage AddToConversation(string from, string to, string content) => FindConversation(from, to).Add(() => Create(from, to, content));

    private ChatMessage Create(string from, string? to, string content) =>
        new(Interlocked.Increment(ref _lastId), from, to, content, _time.GetUtcNow());

    private History FindRoom(string room) => _rooms.GetValueOrDefault(room) ?? throw new StompHandlerException($"There is no room by the name of {room}.");

    private History FindConversation(string one, string other)
    {
        if (!_accounts.Contains(other))
        {
            throw new StompHandlerException($"There is nobody by the name of {other}.");
        }

        (string, string) pair = string.CompareOrdinal(one, other) < 0 ? (one, other) : (other, one);
        return _conversations.GetOrAdd(pair, _ => CreateHistory());
    }

    private History CreateHistory() => new(_options.HistoryLength);
}
