using System.Diagnostics.CodeAnalysis;

namespace Stomp.Broker.Sessions;

/// <summary>Who is connected to the broker of this process, and to what they are subscribed. A singleton service; thread-safe.</summary>
/// <remarks>
/// What it answers was true at one moment. A session is in it from before its client gets CONNECTED until it ends, and out of it before
/// its disconnected event. Names of users are compared character by character.
/// </remarks>
public interface IUserRegistry
{
    /// <summary>The users who are connected. Costs no walk over them.</summary>
    int UserCount { get; }

    /// <summary>The users who are connected, in no order. Sessions without a user are in <see cref="GetSessions"/> alone.</summary>
    IReadOnlyList<StompUser> GetUsers();

    /// <summary>Finds a user by name; <see langword="null"/> when they are not connected.</summary>
    StompUser? FindUser(string name);

    /// <summary>The sessions that are connected, anonymous ones included, in no order.</summary>
    IReadOnlyList<IStompSession> GetSessions();

    /// <summary>Finds a connected session by its id.</summary>
    bool TryGetSession(string id, [NotNullWhen(true)] out IStompSession? session);

    /// <summary>Finds subscriptions among those of all sessions. It looks at each.</summary>
    /// <param name="match">Chooses them.</param>
    IReadOnlyList<StompSubscription> FindSubscriptions(Func<StompSubscription, bool> match);

    /// <summary>Ends all sessions of a user, as <see cref="IStompSession.CloseAsync"/> does.</summary>
    /// <param name="name">The user.</param>
    /// <param name="reason">One sentence for the client, without secrets.</param>
    /// <returns>How many sessions there were, when they have ended; 0 when the user is not connected.</returns>
    Task<int> CloseUserAsync(string name, string reason);

    /// <summary>Ends subscriptions of a user in all their sessions, as <see cref="IStompSession.UnsubscribeAsync"/> does.</summary>
    /// <param name="name">The user.</param>
    /// <param name="match">Chooses among their subscriptions.</param>
    /// <returns>How many were ended, when they are; 0 when the user is not connected.</returns>
    Task<int> UnsubscribeUserAsync(string name, Func<StompSubscription, bool> match);
}
