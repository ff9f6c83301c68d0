using Stomp.Broker.Policies;

namespace Stomp.Broker.Destinations.Topics;

/// <summary>What becomes of messages that a subscription does not take fast enough.</summary>
/// <param name="Action">What is done when there are too many.</param>
/// <param name="MaxMessages">The most that may wait.</param>
/// <param name="MaxBytes">The most octets of messages that may wait.</param>
/// <param name="ConflateBy">The header whose value is the key for <see cref="StompSlowConsumer.Conflate"/>.</param>
internal sealed record SlowConsumerRule(StompSlowConsumer Action, int MaxMessages, long MaxBytes, byte[] ConflateBy);
