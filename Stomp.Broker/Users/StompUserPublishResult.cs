namespace Stomp.Broker.Users;

/// <summary>Whom a message to a user, or to one session, has reached.</summary>
/// <param name="IsConnected">Whether the user has a session, or the session is there.</param>
/// <param name="Sessions">The sessions that the message is on its way to: those subscribed to the destination.</param>
public readonly record struct StompUserPublishResult(bool IsConnected, int Sessions)
{
    /// <summary>Whether the message is on its way to anybody.</summary>
    public bool IsReached => Sessions > 0;
}
