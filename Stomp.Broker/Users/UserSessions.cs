using Stomp.Broker.Subscriptions;

namespace Stomp.Broker.Users;

/// <summary>The sessions of one user. Adding and removing one cost the same however many there are.</summary>
/// <remarks>Thread-safe, by one lock, under which only the locks of queues and outboxes are taken.</remarks>
internal sealed class UserSessions
{
    private readonly List<ISubscriber> _sessions = [];

    /// <summary>Guards the sessions; hold it while walking <see cref="All"/>.</summary>
    public Lock Lock { get; } = new();

    /// <summary>The sessions, in no order.</summary>
    public List<ISubscriber> All => _sessions;

    /// <summary>Whether the last session has gone; it then takes none any more, so that the user can be forgotten.</summary>
    public bool IsRetired { get; private set; }

    public bool TryAdd(ISubscriber session)
    {
        lock (Lock)
        {
            if (IsRetired)
            {
                return false;
            }

            session.UserIndex = _sessions.Count;
            _sessions.Add(session);
            return true;
        }
    }

    /// <summary>Takes a session away.</summary>
    /// <returns>Whether it was the last.</returns>
    public bool Remove(ISubscriber session)
    {
        lock (Lock)
        {
            ISubscriber last = _sessions[^1];
            _sessions[session.UserIndex] = last;
            last.UserIndex = session.UserIndex;
            _sessions.RemoveAt(_sessions.Count - 1);
            return IsRetired = _sessions.Count == 0;
        }
    }

    /// <summary>The sessions there are now.</summary>
    public ISubscriber[] ToArray()
    {
        lock (Lock)
        {
            return [.. _sessions];
        }
    }
}
