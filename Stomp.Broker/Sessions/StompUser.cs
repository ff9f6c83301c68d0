namespace Stomp.Broker.Sessions;

/// <summary>A user who is connected.</summary>
/// <param name="Name">The name by which messages reach the user.</param>
/// <param name="Sessions">The sessions that the user had when it was asked for; at least one.</param>
public sealed record StompUser(string Name, IReadOnlyList<IStompSession> Sessions);
