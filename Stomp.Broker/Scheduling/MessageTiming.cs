using Stomp.Broker.Dialects;
using Stomp.Broker.Messages;
using Stomp.Broker.Timing;
using Stomp.Core.Protocol;

namespace Stomp.Broker.Scheduling;

/// <summary>When a message is to be delivered, as its headers say: they were looked over when it was sent.</summary>
/// <param name="Delay">Milliseconds to wait; 0 for none.</param>
/// <param name="Time">Milliseconds of Unix time at which it is due; 0 for none.</param>
/// <param name="Period">Milliseconds between two deliveries; 0 for one delivery.</param>
/// <param name="Repeat">How often it is delivered again after that; -1 for without end.</param>
/// <param name="Cron">When it all begins, again and again; <see langword="null"/> for once.</param>
internal readonly record struct MessageTiming(long Delay, long Time, long Period, int Repeat, CronExpression? Cron)
{
    /// <summary>Reads the headers of a message.</summary>
    public static MessageTiming Read(Message message)
    {
        (long delay, long time, long period, long repeat, CronExpression? cron) = (0L, 0L, 0L, 0L, (CronExpression?)null);
        int seen = 0;
        ReadOnlySpan<byte> rest = message.GetTail(StompVersion.V12);
        while (TailHeaders.TryReadLine(ref rest, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value))
        {
            SendHeader header = SendHeaderNames.Find(name);
            int bit = 1 << (int)header;
            if ((seen & bit) != 0)
            {
                continue; // the first counts (C-40)
            }

            seen |= bit;
            _ = header switch
            {
                SendHeader.Delay => HeaderValue.TryReadNumber(value, out delay),
                SendHeader.DeliveryTime => HeaderValue.TryReadNumber(value, out time),
                SendHeader.Period => HeaderValue.TryReadNumber(value, out period),
                SendHeader.Repeat => HeaderValue.TryReadNumber(value, out repeat),
                SendHeader.Cron => (cron = CronExpression.TryParse(value)) is not null,
                _ => false,
            };
        }

        return new MessageTiming(delay, time, period, (int)repeat, cron);
    }

    /// <summary>When the message is due first, in milliseconds of Unix time, if it is taken now; not later than now when at once.</summary>
    public long GetFirst(long now) =>
        Cron is not null ? Cron.GetNext(now) ?? long.MaxValue
        : Time > 0 ? Time
        : Delay > 0 ? now + Delay
        : now + Period; // as ActiveMQ has it
}
