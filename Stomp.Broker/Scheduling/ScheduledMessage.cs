using Stomp.Broker.Messages;
using Stomp.Broker.Routing;

namespace Stomp.Broker.Scheduling;

/// <summary>A message that waits for its time, once or again and again. It holds a reference to the message.</summary>
internal sealed class ScheduledMessage(Route route, Message message, MessageTiming timing, long due)
{
    /// <summary>Where it goes.</summary>
    public Route Route => route;

    public Message Message => message;

    /// <summary>When it is due next, in milliseconds of Unix time.</summary>
    public long Due { get; set; } = due;

    /// <summary>How often it is delivered again after that; -1 for without end. Not counted for one that begins again by the calendar.</summary>
    public int Repeat { get; private set; } = timing.Cron is null ? timing.Repeat : 0;

    /// <summary>When it is delivered.</summary>
    public MessageTiming Timing => timing;

    /// <summary>Goes on to the next time.</summary>
    /// <param name="now">The time now, in milliseconds of Unix time. What was missed is left out.</param>
    /// <returns><see langword="false"/> when there is none.</returns>
    public bool TryAdvance(long now)
    {
        if (timing.Cron is not null)
        {
            Due = timing.Cron.GetNext(now) ?? 0;
            return Due != 0;
        }

        if (Repeat == 0)
        {
            return false;
        }

        Repeat -= Repeat > 0 ? 1 : 0;
        Due = Math.Max(Due + timing.Period, now + 1);
        return true;
    }
}
