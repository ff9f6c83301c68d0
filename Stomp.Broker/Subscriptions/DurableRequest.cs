namespace Stomp.Broker.Subscriptions;

/// <summary>What SUBSCRIBE says of a subscription that is to be kept while nobody is connected.</summary>
/// <param name="Name">Its name; <see langword="null"/> when the frame does not say one.</param>
/// <param name="IsShared">
/// Whether several sessions may have it at a time and share its messages (RabbitMQ, Apollo); else it belongs to one client, by the
/// <c>client-id</c> of its CONNECT, and one session at a time has it (ActiveMQ, Artemis).
/// </param>
internal sealed record DurableRequest(string? Name, bool IsShared);
