using Stomp.Broker.Diagnostics;
using Stomp.Broker.Messages;
using Stomp.Broker.Storage;
using Stomp.Broker.Timing;

namespace Stomp.Broker.Destinations.Queues;

/// <summary>What the queues of a broker share.</summary>
/// <param name="Time">The clock.</param>
/// <param name="Ticker">Has those ticked that have deadlines.</param>
/// <param name="Encoder">Makes messages of the broker's own.</param>
/// <param name="Metrics">Counts what becomes of messages that are not consumed.</param>
/// <param name="DeadLetters">Takes messages that died.</param>
internal sealed record QueueContext(TimeProvider Time, Ticker Ticker, MessageEncoder Encoder, StompMetrics Metrics, DeadLetters DeadLetters)
{
    public PositionCounter Positions { get; } = new();

    /// <summary>Where messages are stored.</summary>
    public BrokerStorage Storage { get; init; } = new();

    /// <summary>Milliseconds of Unix time.</summary>
    public long UnixNow => Time.GetUtcNow().ToUnixTimeMilliseconds();
}
