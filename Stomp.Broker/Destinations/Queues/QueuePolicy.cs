using System.Text;
using Stomp.Broker.Policies;

namespace Stomp.Broker.Destinations.Queues;

/// <summary>How a queue behaves: what the policies say of it, with the defaults where they say nothing.</summary>
/// <remarks>Immutable, so thread-safe.</remarks>
internal sealed record QueuePolicy
{
    /// <summary>That of a queue of which no policy says anything.</summary>
    public static readonly QueuePolicy Default = new();

    private static readonly TimeSpan DefaultMaxRedeliveryDelay = TimeSpan.FromHours(1);

    /// <summary>The most messages, those un-acknowledged included.</summary>
    public long MaxMessages { get; init; } = long.MaxValue;

    /// <summary>The most octets of messages, beyond the limit for every queue.</summary>
    public long MaxBytes { get; init; } = long.MaxValue;

    public StompOverflow Overflow { get; init; }

    /// <summary>How long messages live at most, in milliseconds; 0 for ever.</summary>
    public long TimeToLive { get; init; }

    /// <summary>Where dead letters go; <see langword="null"/> for nowhere.</summary>
    public byte[]? DeadLetter { get; init; }

    /// <summary>How often a message is delivered at most.</summary>
    public int MaxDeliveries { get; init; } = int.MaxValue;

    public TimeSpan RedeliveryDelay { get; init; }

    public double RedeliveryMultiplier { get; init; } = 1;

    public TimeSpan MaxRedeliveryDelay { get; init; } = DefaultMaxRedeliveryDelay;

    /// <summary>How long a message may be un-acknowledged; zero for as long as its consumer likes.</summary>
    public TimeSpan AckTimeout { get; init; }

    /// <summary>How long the id of a message is remembered.</summary>
    public TimeSpan DuplicateWindow { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long the queue is kept without consumers; zero for as long as it holds messages, and no longer.</summary>
    public TimeSpan Expires { get; init; }

    /// <summary>Whether messages that do not say it themselves survive a crash.</summary>
    public bool IsPersistent { get; init; }

    /// <summary>Takes what the policies say.</summary>
    public static QueuePolicy From(StompDestinationPolicy policy) => new()
    {
        IsPersistent = policy.Persistent ?? false,
        MaxMessages = policy.MaxMessages ?? long.MaxValue,
        MaxBytes = policy.MaxBytes ?? long.MaxValue,
        Overflow = policy.Overflow ?? StompOverflow.Reject,
        TimeToLive = policy.TimeToLive is { } life ? Math.Max(1, (long)life.TotalMilliseconds) : 0,
        DeadLetter = policy.DeadLetter is { } name ? Encoding.UTF8.GetBytes(name) : null,
        MaxDeliveries = policy.MaxDeliveries ?? int.MaxValue,
        RedeliveryDelay = policy.RedeliveryDelay ?? TimeSpan.Zero,
        RedeliveryMultiplier = policy.RedeliveryMultiplier ?? 1,
        MaxRedeliveryDelay = policy.MaxRedeliveryDelay ?? DefaultMaxRedeliveryDelay,
        AckTimeout = policy.AckTimeout ?? TimeSpan.Zero,
        DuplicateWindow = policy.DuplicateWindow ?? Default.DuplicateWindow,
        Expires = policy.Expires ?? TimeSpan.Zero,
    };

    /// <summary>How long a message stays away that was refused.</summary>
    /// <param name="deliveries">How often it was delivered, from 1.</param>
    public TimeSpan GetRedeliveryDelay(int deliveries)
    {
        if (RedeliveryDelay == TimeSpan.Zero)
        {
            return TimeSpan.Zero;
        }

        double delay = RedeliveryDelay.TotalMilliseconds * Math.Pow(RedeliveryMultiplier, deliveries - 1);
        return TimeSpan.FromMilliseconds(Math.Min(delay, Math.Max(MaxRedeliveryDelay.TotalMilliseconds, RedeliveryDelay.TotalMilliseconds)));
    }
}
