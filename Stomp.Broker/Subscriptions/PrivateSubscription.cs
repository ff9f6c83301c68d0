namespace Stomp.Broker.Subscriptions;

/// <summary>A subscription of a session to a destination of its own.</summary>
/// <param name="Subscription">The subscription.</param>
/// <param name="Path">What it subscribes to, behind the prefix; may hold wildcards.</param>
/// <param name="Target">What gets the messages: the subscription, or a backlog in front of it.</param>
internal sealed record PrivateSubscription(Subscription Subscription, byte[] Path, IMessageTarget Target);
