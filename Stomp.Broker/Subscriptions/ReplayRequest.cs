namespace Stomp.Broker.Subscriptions;

/// <summary>Which earlier messages of a topic a subscription wants.</summary>
/// <param name="Start">Where it wants them from.</param>
/// <param name="Value">The count, number or time that belongs to it.</param>
/// <param name="Instance">The run of the broker that the token is of; <see langword="null"/> without a token.</param>
/// <param name="IsLenient">Whether it takes what there is, so that a topic which keeps nothing will do (ActiveMQ).</param>
internal sealed record ReplayRequest(ReplayStart Start, long Value = 0, byte[]? Instance = null, bool IsLenient = false);
