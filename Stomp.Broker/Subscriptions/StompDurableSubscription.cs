namespace Stomp.Broker.Subscriptions;

/// <summary>A subscription to topics that is kept, with its messages, while nobody is connected to it; as it was at one moment.</summary>
/// <param name="UserName">The user whose it is; <see langword="null"/> for anonymous sessions together.</param>
/// <param name="ClientId">The <c>client-id</c> of the client that it belongs to; <see langword="null"/> for one that sessions share.</param>
/// <param name="Name">Its name.</param>
/// <param name="Destination">The topic, or the pattern of topics, as the client wrote it.</param>
/// <param name="Selector">The selector, as the client wrote it; <see langword="null"/> for none.</param>
/// <param name="Consumers">The sessions that are subscribed to it.</param>
public sealed record StompDurableSubscription(string? UserName, string? ClientId, string Name, string Destination, string? Selector, int Consumers);
