using Microsoft.Extensions.Logging;
using Stomp.Broker.Configuration;
using Stomp.Broker.Destinations.Queues;
using Stomp.Broker.Diagnostics;
using Stomp.Broker.Messages;
using Stomp.Broker.Policies;

namespace Stomp.Broker.Destinations.Topics;

/// <summary>What topics, and users' destinations, have of their broker.</summary>
/// <param name="Limits">The limits.</param>
/// <param name="Policies">How destinations behave.</param>
/// <param name="Budget">What the messages of queues and durable subscriptions may take up together.</param>
/// <param name="Encoder">Makes messages.</param>
/// <param name="Metrics">Counts; <see langword="null"/> for nobody.</param>
/// <param name="Time">The clock.</param>
/// <param name="Logger">Gets what topics log.</param>
internal sealed record TopicContext(
    StompLimits Limits,
    DestinationPolicies Policies,
    QueueBudget Budget,
    MessageEncoder Encoder,
    StompMetrics? Metrics,
    TimeProvider Time,
    ILogger Logger)
{
    /// <summary>What the queues of durable subscriptions share with others; <see langword="null"/> where they share nothing.</summary>
    public QueueContext? Queues { get; init; }

    /// <summary>What becomes of messages that subscriptions do not take fast enough.</summary>
    public SlowConsumerRules SlowConsumers { get; } = new(Limits, Policies);
}
