using Stomp.Broker.Subscriptions;

namespace Stomp.Broker.Sessions;

/// <summary>A subscription of a session, as the application sees it.</summary>
public sealed class StompSubscription
{
    internal StompSubscription(IStompSession session, Subscription subscription)
    {
        Session = session;
        Id = subscription.Id is null ? null : System.Text.Encoding.UTF8.GetString(subscription.Id);
        Destination = System.Text.Encoding.UTF8.GetString(subscription.Written);
        Number = subscription.Number;
    }

    /// <summary>The session.</summary>
    public IStompSession Session { get; }

    /// <summary>The id that the client gave; <see langword="null"/> for one of 1.0 without.</summary>
    public string? Id { get; }

    /// <summary>The destination as the client wrote it, wildcards included: <c>/topic/prices.*</c>, <c>/user/queue/chat</c>.</summary>
    public string Destination { get; }

    // Ids may be used again after UNSUBSCRIBE; numbers are not.
    internal int Number { get; }
}
