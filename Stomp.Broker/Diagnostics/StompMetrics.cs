using System.Diagnostics.Metrics;
using Stomp.Broker.Policies;
using Stomp.Broker.Security.Authorization;

namespace Stomp.Broker.Diagnostics;

/// <summary>What the broker counts, in the meter <c>Stomp.Broker</c>.</summary>
/// <remarks>Thread-safe. Nothing is counted on the way of a message that is consumed.</remarks>
internal sealed class StompMetrics : IDisposable
{
    private const string MeterName = "Stomp.Broker";

    private readonly Meter? _ownMeter;
    private readonly UpDownCounter<int> _sessions;
    private readonly Counter<long> _limits;
    private readonly Counter<long> _authenticationsRefused;
    private readonly Counter<long> _denials;
    private readonly Counter<long> _scheduledRefused;
    private readonly Counter<long> _slowConsumers;
    private readonly Counter<long> _deadLetters;
    private readonly Counter<long> _drops;
    private readonly Counter<long> _duplicates;

    public StompMetrics(IMeterFactory? factory)
    {
        Meter meter = factory?.Create(MeterName) ?? (_ownMeter = new Meter(MeterName));
        _sessions = meter.CreateUpDownCounter<int>("stomp.broker.sessions", "{session}", "Connections being served.");
        _limits = meter.CreateCounter<long>("stomp.broker.limits", "{refusal}", "What was refused or ended because of a limit, by the limit's name.");
        _denials = meter.CreateCounter<long>("stomp.broker.denials", "{refusal}", "What clients wanted and may not do, by the action.");
        _slowConsumers = meter.CreateCounter<long>(
            "stomp.broker.slow_consumers", "{message}", "Messages of topics that subscriptions did not take fast enough, by what was done with them.");
        _scheduledRefused = meter.CreateCounter<long>(
            "stomp.broker.scheduled.refused", "{message}", "Scheduled messages that their destinations refused when their time had come.");
        _authenticationsRefused = meter.CreateCounter<long>(
            "stomp.broker.authentications.refused", "{refusal}", "Clients that were refused for what they said who they are.");
        _deadLetters = meter.CreateCounter<long>("stomp.broker.queues.dead_letters", "{message}", "Messages that went to the dead letters, by the reason.");
        _drops = meter.CreateCounter<long>("stomp.broker.queues.dropped", "{message}", "Messages that are gone without having been consumed, by the reason.");
        _duplicates = meter.CreateCounter<long>("stomp.broker.queues.duplicates", "{message}", "Messages that were not taken because their id had come before.");
    }

    /// <summary>A CONNECT, or new credentials, were refused.</summary>
    public void AuthenticationRefused() => _authenticationsRefused.Add(1);

    /// <summary>A client may not do what it wanted.</summary>
    public void Denied(StompAction action) =>
        _denials.Add(1, new KeyValuePair<string, object?>("action", action == StompAction.Send ? "send" : action == StompAction.Subscribe ? "subscribe" : "receive"));

    /// <summary>A subscription to a topic did not take messages fast enough.</summary>
    /// <param name="action">What was done.</param>
    /// <param name="count">The messages that it was done to.</param>
    public void SlowConsumer(StompSlowConsumer action, int count) =>
        _slowConsumers.Add(count, new KeyValuePair<string, object?>("action", action switch
        {
            StompSlowConsumer.Disconnect => "disconnect",
            StompSlowConsumer.DropOldest => "drop-oldest",
            StompSlowConsumer.DropNewest => "drop-newest",
            StompSlowConsumer.Conflate => "conflate",
            _ => "spill",
        }));

    /// <summary>A scheduled message was refused when its time had come.</summary>
    public void ScheduledRefused() => _scheduledRefused.Add(1);

    /// <summary>A message of a queue has gone to the dead letters.</summary>
    public void DeadLettered(string reason) => _deadLetters.Add(1, new KeyValuePair<string, object?>("reason", reason));

    /// <summary>A message of a queue is gone, and nobody has consumed it.</summary>
    public void Dropped(string reason) => _drops.Add(1, new KeyValuePair<string, object?>("reason", reason));

    /// <summary>A message was not taken: its id had come before.</summary>
    public void DuplicateFound() => _duplicates.Add(1);

    public void SessionStarted() => _sessions.Add(1);

    public void SessionEnded() => _sessions.Add(-1);

    /// <summary>A limit has refused a frame or ended a session.</summary>
    public void LimitExceeded(string limit) => _limits.Add(1, new KeyValuePair<string, object?>("limit", limit));

    public void Dispose() => _ownMeter?.Dispose();
}
