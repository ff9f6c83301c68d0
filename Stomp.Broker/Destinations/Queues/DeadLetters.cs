using System.Text;
using Microsoft.Extensions.Logging;
using Stomp.Broker.Diagnostics;
using Stomp.Broker.Messages;
using Stomp.Broker.Outboxes;
using Stomp.Broker.Routing;

namespace Stomp.Broker.Destinations.Queues;

/// <summary>Publishes the messages that queues gave up to where these go. One that cannot go there is dropped, counted and logged.</summary>
/// <remarks>
/// Thread-safe. A queue hands them over when it has left its lock. Those that come of publishing one, because that queue is full too,
/// wait until it is done: however long the chain, the stack does not grow.
/// </remarks>
internal sealed class DeadLetters(MessageEncoder encoder, TimeProvider time, StompMetrics metrics, ILogger logger)
{
    private const int LogsPerSecond = 10;

    [ThreadStatic]
    private static Queue<DeadLetter>? _ofThread;

    [ThreadStatic]
    private static bool _isPublishing;

    private readonly DeadLetterEncoder _letters = new(encoder, time);
    private readonly LogThrottle _throttle = new(time, LogsPerSecond);

    /// <summary>Finds who provides the destinations they go to; <see langword="null"/> before the broker is put together.</summary>
    public Router? Router { get; set; }

    /// <summary>Publishes dead letters, with the references to their messages.</summary>
    public void Publish(IEnumerable<DeadLetter> letters, DeliveryBatch batch)
    {
        Queue<DeadLetter> waiting = _ofThread ??= new Queue<DeadLetter>();
        foreach (DeadLetter letter in letters)
        {
            waiting.Enqueue(letter);
        }

        if (_isPublishing)
        {
            return; // whoever does on this thread goes on with these
        }

        _isPublishing = true;
        try
        {
            while (waiting.TryDequeue(out DeadLetter letter))
            {
                Publish(letter, batch);
            }
        }
        finally
        {
            _isPublishing = false;
        }
    }

    private void Publish(in DeadLetter dead, DeliveryBatch batch)
    {
        string reason = dead.Reason.ToName();
        string? refusal = TryPublish(dead, batch);
        dead.Journal?.Removed(dead.Position, dead.Message.Properties.IsPersistent); // not before: a crash in between must not lose it
        dead.Message.Release();
        if (refusal is null)
        {
            metrics.DeadLettered(reason);
            return;
        }

        metrics.Dropped(reason);
        if (_throttle.TryPass(out int suppressed))
        {
            QueueLog.DeadLetterDropped(
                logger, reason, Encoding.UTF8.GetString(dead.Queue), Encoding.UTF8.GetString(dead.Target), refusal.ReplaceLineEndings(" "), suppressed);
        }
    }

    // Why it cannot go there; null when it has gone.
    private string? TryPublish(in DeadLetter dead, DeliveryBatch batch)
    {
        if (Router?.Find(dead.Target) is not { } provider)
        {
            return "the destination is unknown";
        }

        if (provider.CheckSend(dead.Target) is { } invalid)
        {
            return invalid.Reason;
        }

        if (_letters.Encode(dead, provider.GetShownDestination(dead.Target) ?? dead.Target) is not { } letter)
        {
            return "it has been there before, for the same reason";
        }

        return provider.Publish(dead.Target, new ReadOnlySpan<Message>(in letter), isReserved: false, batch, out _)?.Reason;
    }
}
