using System.Diagnostics.CodeAnalysis;
using Stomp.Broker.Users;

namespace Stomp.Broker.Sessions;

/// <summary>Shows the application who is connected.</summary>
internal sealed class UserRegistry(SessionRegistry sessions, UserDirectory users) : IUserRegistry
{
    public int UserCount => users.Count;

    public IReadOnlyList<StompUser> GetUsers()
    {
        var found = new List<StompUser>(users.Count);
        foreach ((string name, UserSessions userSessions) in users.All)
        {
            if (Show(name, userSessions) is { } user)
            {
                found.Add(user);
            }
        }

        return found;
    }

    public StompUser? FindUser(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return users.TryGet(name, out UserSessions? found) ? Show(name, found) : null;
    }

    public IReadOnlyList<IStompSession> GetSessions() => [.. sessions.All.Where(static session => session.IsConnected)];

    public bool TryGetSession(string id, [NotNullWhen(true)] out IStompSession? session)
    {
        ArgumentNullException.ThrowIfNull(id);
        session = sessions.FindConnected(id);
        return session is not null;
    }

    public IReadOnlyList<StompSubscription> FindSubscriptions(Func<StompSubscription, bool> match)
    {
        ArgumentNullException.ThrowIfNull(match);
        return [.. GetSessions().SelectMany(static session => session.Subscriptions).Where(match)];
    }

    public async Task<int> CloseUserAsync(string name, string reason)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        IReadOnlyList<IStompSession> found = FindUser(name)?.Sessions ?? [];
        await Task.WhenAll(found.Select(session => session.CloseAsync(reason)));
        return found.Count;
    }

    public async Task<int> UnsubscribeUserAsync(string name, Func<StompSubscription, bool> match)
    {
        ArgumentNullException.ThrowIfNull(match);
        int[] ended = await Task.WhenAll((FindUser(name)?.Sessions ?? []).Select(session => session.UnsubscribeAsync(match)));
        return ended.Sum();
    }

    private static StompUser? Show(string name, UserSessions found)
    {
        IStompSession[] all = [.. found.ToArray().Cast<IStompSession>()];
        return all.Length == 0 ? null : new StompUser(name, all);
    }
}
