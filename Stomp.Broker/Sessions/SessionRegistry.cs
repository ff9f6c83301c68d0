using System.Collections.Concurrent;
using System.Net;
using Stomp.Broker.Configuration;
using Stomp.Broker.Diagnostics;
using Stomp.Broker.Timing;
using Stomp.Core.Transports;

namespace Stomp.Broker.Sessions;

/// <summary>All sessions of a broker, and the limits that hold for them together.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class SessionRegistry(StompLimits limits, TimeProvider time)
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(250);

    private readonly ConcurrentDictionary<string, Session> _sessions = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, LogThrottle> _refusals = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private readonly LinkedList<Session> _unauthenticated = [];
    private readonly AddressRates _rates = new(limits.MaxConnectsPerSecondPerAddress, time);
    private int _count;
    private bool _isClosed;
    private long _nextLook;

    public int Count => Volatile.Read(ref _count);

    /// <summary>The sessions there are now.</summary>
    public IEnumerable<Session> All => _sessions.Select(static pair => pair.Value);

    /// <summary>Finds a session by its id; <see langword="null"/> when it is not there, or not connected.</summary>
    public Session? FindConnected(string id) => _sessions.TryGetValue(id, out Session? session) && session.IsConnected ? session : null;

    /// <summary>
    /// For entries about sessions that end for what they did: of each limit, and of all other reasons, as many a second as an operator
    /// can read.
    /// </summary>
    public LogThrottle GetRefusals(string? limit) =>
        _refusals.GetOrAdd(limit ?? "", static (_, time) => new LogThrottle(time, perSecond: 10), time);

    /// <summary>Adds a session, which has not connected yet.</summary>
    /// <returns>Why it must end at once; <see langword="null"/> when it need not.</returns>
    public SessionEnd? Add(Session session, EndPoint? remote)
    {
        _sessions.TryAdd(session.Id, session);
        Session? oldest = null;
        lock (_lock)
        {
            _count++;
            if (_isClosed)
            {
                return SessionEnd.ShuttingDown;
            }

            if (_count > limits.MaxSessions)
            {
                return Exceeded($"the broker exceeds the limit of {limits.MaxSessions} sessions", nameof(limits.MaxSessions));
            }

            if (!_rates.TryTake(remote))
            {
                return Exceeded(
                    $"the address exceeds the limit of {limits.MaxConnectsPerSecondPerAddress} connects a second",
                    nameof(limits.MaxConnectsPerSecondPerAddress));
            }

            session.UnauthenticatedNode = _unauthenticated.AddLast(session);
            if (_unauthenticated.Count > limits.MaxUnauthenticatedSessions)
            {
                oldest = _unauthenticated.First!.Value;
                LeaveUnauthenticated(oldest);
            }
        }

        oldest?.RequestEnd(Exceeded(
            $"the broker exceeds the limit of {limits.MaxUnauthenticatedSessions} sessions that are not connected, and this one is the oldest of them",
            nameof(limits.MaxUnauthenticatedSessions)));
        return null;
    }

    /// <summary>The session has connected.</summary>
    public void OnConnected(Session session)
    {
        lock (_lock)
        {
            LeaveUnauthenticated(session);
        }
    }

    public void Remove(Session session)
    {
        lock (_lock)
        {
            _count--;
            LeaveUnauthenticated(session);
        }

        _sessions.TryRemove(session.Id, out _);
    }

    /// <summary>Asks all sessions to end, and those to come; completes when those there are have ended.</summary>
    public Task CloseAsync()
    {
        lock (_lock)
        {
            _isClosed = true;
        }

        Session[] open = [.. All];
        foreach (Session session in open)
        {
            session.RequestEnd(SessionEnd.ShuttingDown);
        }

        return Task.WhenAll(open.Select(static session => session.Ended));
    }

    /// <summary>Ends the sessions with most to be sent when all together have too much. Called at every tick; looks four times a second.</summary>
    public void Tick(long now)
    {
        if (now < _nextLook)
        {
            return;
        }

        _nextLook = time.Add(now, LookAgain);
        lock (_lock)
        {
            _rates.Forget(now);
        }

        long total = 0;
        foreach ((_, Session session) in _sessions)
        {
            total += session.UnsentBytes;
        }

        if (total > limits.MaxTotalOutboxBytes)
        {
            EndSlowest(total);
        }
    }

    private static SessionEnd Exceeded(string what, string limit) =>
        new(CloseStatus.PolicyViolation, $"{what} ({limit})", SessionEnd.Ways.AfterError) { Limit = limit };

    private void EndSlowest(long total)
    {
        foreach ((Session session, long unsent) in All.Select(static session => (session, session.UnsentBytes)).OrderByDescending(static pair => pair.UnsentBytes))
        {
            if (total <= limits.MaxTotalOutboxBytes)
            {
                return;
            }

            session.EndAsTooSlow(
                $"{unsent} octets wait to be sent to it, the most of all while the sessions together exceed the limit of {limits.MaxTotalOutboxBytes}",
                nameof(limits.MaxTotalOutboxBytes));
            total -= unsent;
        }
    }

    private void LeaveUnauthenticated(Session session)
    {
        if (session.UnauthenticatedNode is { } node)
        {
            _unauthenticated.Remove(node);
            session.UnauthenticatedNode = null;
        }
    }
}
