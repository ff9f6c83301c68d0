namespace Stomp.Broker.Sessions;

/// <summary>Who has ended a subscription.</summary>
public enum StompUnsubscribeCause
{
    /// <summary>The client, by UNSUBSCRIBE.</summary>
    Client,

    /// <summary>The application, by <see cref="IStompSession.UnsubscribeAsync"/>.</summary>
    Application,

    /// <summary>The session has ended.</summary>
    SessionEnded,
}
