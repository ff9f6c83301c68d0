using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Stomp.Broker.Subscriptions;

namespace Stomp.Broker.Users;

/// <summary>The users who have sessions, by name. Names are compared character by character. Anonymous sessions are not in it.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class UserDirectory
{
    private readonly ConcurrentDictionary<string, UserSessions> _users = new(StringComparer.Ordinal);
    private int _count;

    public int Count => Volatile.Read(ref _count);

    /// <summary>The users there are now.</summary>
    public IEnumerable<KeyValuePair<string, UserSessions>> All => _users;

    public void Add(string name, ISubscriber session)
    {
        while (!GetOrAdd(name).TryAdd(session))
        {
            Forget(name); // the last session left just now
        }
    }

    public void Remove(string name, ISubscriber session)
    {
        if (_users.TryGetValue(name, out UserSessions? sessions) && sessions.Remove(session))
        {
            Forget(name);
        }
    }

    public bool TryGet(ReadOnlySpan<char> name, [NotNullWhen(true)] out UserSessions? sessions) =>
        _users.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out sessions);

    private UserSessions GetOrAdd(string name)
    {
        if (_users.TryGetValue(name, out UserSessions? sessions))
        {
            return sessions;
        }

        var added = new UserSessions();
        sessions = _users.GetOrAdd(name, added);
        if (sessions == added)
        {
            Interlocked.Increment(ref _count);
        }

        return sessions;
    }

    private void Forget(string name)
    {
        if (_users.TryGetValue(name, out UserSessions? sessions)
            && sessions.IsRetired
            && _users.TryRemove(new KeyValuePair<string, UserSessions>(name, sessions)))
        {
            Interlocked.Decrement(ref _count);
        }
    }
}
