namespace Stomp.Broker.Subscriptions;

/// <summary>What NACK asks to be done with a message.</summary>
/// <param name="Outcome">What becomes of it.</param>
/// <param name="Delay">How long it stays away before it is delivered again; for <see cref="RejectionOutcome.Requeue"/>. Zero: as the policy of the queue says.</param>
/// <param name="Reason">Why, in the client's words; it stands in the dead letter.</param>
internal readonly record struct Rejection(RejectionOutcome Outcome, TimeSpan Delay = default, string? Reason = null);
