namespace Stomp.Broker.Destinations;

/// <summary>Why a destination does not take a message or a subscription.</summary>
/// <param name="Reason">A sentence for the client.</param>
/// <param name="Limit">The name of the limit that was exceeded, if one was.</param>
internal sealed record Refusal(string Reason, string? Limit = null);
