using Stomp.Broker.Outboxes;
using Stomp.Broker.Sessions;
using Stomp.Broker.Subscriptions;

namespace Stomp.Broker.Handlers;

/// <summary>The session that handlers are called for, as they and their results see it.</summary>
/// <param name="Subscriber">The session, for destinations.</param>
/// <param name="Outbox">Its way out.</param>
internal sealed record HandlerCaller(ISubscriber Subscriber, Outbox Outbox)
{
    /// <summary>The session, for the application.</summary>
    public IStompSession Session => (IStompSession)Subscriber;
}
