using System.Text;
using Microsoft.Extensions.Logging;
using Stomp.Broker.Configuration;
using Stomp.Broker.Destinations;
using Stomp.Broker.Diagnostics;
using Stomp.Broker.Messages;
using Stomp.Broker.Outboxes;
using Stomp.Broker.Routing;
using Stomp.Broker.Storage;
using Stomp.Broker.Timing;

namespace Stomp.Broker.Scheduling;

/// <summary>Keeps messages until their time has come, and publishes them then. On the broker's clock, a bounded number a tick.</summary>
/// <remarks>Thread-safe. It is ticked only while it has messages.</remarks>
internal sealed class MessageSchedule(
    StompLimits limits, MessageEncoder encoder, TimeProvider time, Ticker ticker, ScheduleJournal journal, StompMetrics metrics, ILogger logger) : ITicked
{
    // Some milliseconds of work: 20,000 a second, and heart-beats are on the same clock.
    private const int MaxPerTick = 1_000;

    // The wall clock may be set; nobody tells.
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);

    private readonly ScheduleTable _table = new(limits);
    private readonly LogThrottle _refusals = new(time, perSecond: 10);
    private readonly Lock _tickerLock = new();
    private bool _isTicked;

    /// <summary>The messages there are.</summary>
    public int Count => _table.Count;

    /// <inheritdoc/>
    public int TickerIndex { get; set; }

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <inheritdoc cref="ScheduleTable.TryReserve"/>
    public Refusal? TryReserve(Message message) => _table.TryReserve(message);

    /// <inheritdoc cref="ScheduleTable.Unreserve"/>
    public void Unreserve(Message message) => _table.Unreserve(message);

    /// <summary>Whether a message is to wait, if it is taken now.</summary>
    public bool MustWait(Message message) => (message.Properties.Traits & MessageTraits.Scheduled) != 0 && MessageTiming.Read(message).GetFirst(Now) > Now;

    /// <summary>Adds a message, for which there is a place, with the reference to it. Its time counts from now.</summary>
    public void Add(in Route route, Message message)
    {
        MessageTiming timing = MessageTiming.Read(message);
        AddNew(new ScheduledMessage(route, message, timing, timing.GetFirst(Now)));
    }

    /// <summary>Takes a message back that was stored when the broker last ended, with a reference to it.</summary>
    /// <param name="route">Where it goes.</param>
    /// <param name="message">The message.</param>
    /// <param name="info">What was stored with it.</param>
    public void Restore(in Route route, Message message, in StoredMessageInfo info)
    {
        _table.Take(message);
        var scheduled = new ScheduledMessage(route, message, MessageTiming.Read(message), info.Due);
        scheduled.Restore(info.Position, info.DeliveryCount);
        Add(scheduled);
    }

    /// <inheritdoc/>
    public long Tick(long now)
    {
        DeliveryBatch batch = DeliveryBatch.OfThread;
        long utc = Now;
        int count = 0;
        while (count++ < MaxPerTick && _table.TryTakeDue(utc) is { } due)
        {
            Deliver(due, utc, batch);
        }

        batch.WakeAll();
        long next = _table.NextDue;
        if (next == long.MaxValue)
        {
            StopTicking();
        }

        return time.Add(now, TimeSpan.FromMilliseconds(Math.Clamp(next - utc, 0, (long)LookAgain.TotalMilliseconds)));
    }

    /// <summary>Lets all go that waits.</summary>
    public void Clear() => _table.Clear();

    private void AddNew(ScheduledMessage added)
    {
        journal.Added(added); // before it can be due
        Add(added);
    }

    private void Add(ScheduledMessage added)
    {
        if (_table.Add(added))
        {
            lock (_tickerLock)
            {
                if (_isTicked)
                {
                    ticker.Hurry(this);
                }
                else
                {
                    _isTicked = true;
                    ticker.Add(this);
                }
            }
        }
    }

    private void StopTicking()
    {
        lock (_tickerLock)
        {
            if (_table.NextDue == long.MaxValue) // none was added meanwhile
            {
                _isTicked = false;
                ticker.Remove(this);
            }
        }
    }

    private void Deliver(ScheduledMessage due, long now, DeliveryBatch batch)
    {
        bool isAgain = due.TryAdvance(now);
        Message message = isAgain ? encoder.Copy(due.Message) : due.Message;
        if (isAgain)
        {
            journal.Advanced(due);
            _table.Return(due);
        }
        else
        {
            _table.Remove(due);
        }

        if (due.Timing is { Cron: not null } timing && timing.Delay + timing.Period > 0)
        {
            Begin(due.Route, message, timing with { Cron = null }, now);
        }
        else if (due.Route.Provider.Publish(due.Route.Destination, new ReadOnlySpan<Message>(in message), isReserved: false, batch, out _) is { } refusal)
        {
            OnRefused(due.Route, refusal);
        }

        if (!isAgain)
        {
            journal.Removed(due);
        }
    }

    // Each time that the calendar says, the message begins to be delivered as if it had been sent then.
    private void Begin(in Route route, Message message, in MessageTiming timing, long now)
    {
        if (_table.TryReserve(message) is { } refusal)
        {
            message.Release();
            OnRefused(route, refusal);
            return;
        }

        AddNew(new ScheduledMessage(route, message, timing, timing.GetFirst(now)));
    }

    private void OnRefused(in Route route, Refusal refusal)
    {
        metrics.ScheduledRefused();
        if (_refusals.TryPass(out int suppressed))
        {
            ScheduleLog.Refused(logger, Encoding.UTF8.GetString(route.Destination), refusal.Reason, suppressed);
        }
    }
}
