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

    /// <summary>How often it has been delivered already.</summary>
    public int Repeated { get; private set; }

    /// <summary>Its position in the store; 0 while it is not there.</summary>
    public long Position { get; set; }

    /// <summary>Whether the destination that the message shows is where it goes, so that it says all there is to know.</summary>
    public bool CanBeFound => route.Provider.GetShownDestination(route.Destination) is null;

    /// <summary>When it is delivered.</summary>
    public MessageTiming Timing => timing;

    /// <summary>It was stored, and has been delivered so often before that.</summary>
    public void Restore(long position, int repeated)
    {
        Position = position;
        Repeated = repeated;
        Repeat = Repeat > 0 ? Math.Max(Repeat - repeated, 0) : Repeat;
    }

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
        Repeated++;
        Due = Math.Max(Due + timing.Period, now + 1);
        return true;
    }
}
