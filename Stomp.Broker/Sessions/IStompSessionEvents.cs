using Stomp.Broker.Security;

namespace Stomp.Broker.Sessions;

/// <summary>
/// Is told what happens to sessions. Implement what is of interest, and register it with <c>AddSessionEvents</c>; there may be several,
/// which are called one after another in the order of their registration.
/// </summary>
/// <remarks>
/// <para>
/// The events of one session come one at a time, in their order, on threads of the pool: each begins when the handlers of the one before
/// have finished. Those of different sessions come at the same time. The session goes on meanwhile; only when many events wait does it
/// wait for its handlers.
/// </para>
/// <para>An exception is logged, and harms nothing: other handlers and later events come as usual. The broker waits for handlers when it stops.</para>
/// </remarks>
public interface IStompSessionEvents
{
    /// <summary>A client has said CONNECT. Nobody has judged it yet.</summary>
    /// <param name="session">The session; its user is not known yet.</param>
    /// <param name="request">What the client said. Never write the passcode to a log.</param>
    ValueTask OnConnectingAsync(IStompSession session, StompConnectRequest request) => ValueTask.CompletedTask;

    /// <summary>A client was let in, and is answered with CONNECTED.</summary>
    /// <param name="session">The session.</param>
    ValueTask OnConnectedAsync(IStompSession session) => ValueTask.CompletedTask;

    /// <summary>A subscription has begun: what is published from now on reaches it.</summary>
    /// <param name="subscription">The subscription.</param>
    ValueTask OnSubscribedAsync(StompSubscription subscription) => ValueTask.CompletedTask;

    /// <summary>A subscription has ended. Comes once for each that has begun.</summary>
    /// <param name="subscription">The subscription.</param>
    /// <param name="cause">Who has ended it.</param>
    ValueTask OnUnsubscribedAsync(StompSubscription subscription, StompUnsubscribeCause cause) => ValueTask.CompletedTask;

    /// <summary>A session has ended. The last event, once for each session of which there was <see cref="OnConnectingAsync"/>.</summary>
    /// <param name="session">The session; it is in no registry any more.</param>
    /// <param name="cause">Why, in one word.</param>
    /// <param name="reason">Why, in a sentence for a log.</param>
    ValueTask OnDisconnectedAsync(IStompSession session, StompDisconnectCause cause, string reason) => ValueTask.CompletedTask;
}
