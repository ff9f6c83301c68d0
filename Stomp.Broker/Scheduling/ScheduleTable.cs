using Stomp.Broker.Configuration;
using Stomp.Broker.Destinations;
using Stomp.Broker.Messages;

namespace Stomp.Broker.Scheduling;

/// <summary>
/// The messages that wait for their time, by that, and the places set aside for some. All that changes goes through <see cref="Add"/>, <see cref="TryTakeDue"/>,
/// <see cref="Return"/> and <see cref="Remove"/>: what is stored of it, <see cref="ScheduleJournal"/> says.
/// </summary>
/// <remarks>Thread-safe, by one lock, under which nothing is called.</remarks>
internal sealed class ScheduleTable(StompLimits limits)
{
    private readonly Lock _lock = new();
    private readonly PriorityQueue<ScheduledMessage, (long Due, long Number)> _waiting = new();
    private int _count; // with those that are just being delivered, and the places set aside
    private long _bytes;
    private long _lastNumber; // those of one time go in their order

    /// <summary>The messages there are, those for which places are set aside included.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>When the first is due; never when there is none.</summary>
    public long NextDue
    {
        get
        {
            lock (_lock)
            {
                return _waiting.TryPeek(out ScheduledMessage? first, out _) ? first.Due : long.MaxValue;
            }
        }
    }

    /// <summary>Sets the place for a message aside.</summary>
    public Refusal? TryReserve(Message message)
    {
        lock (_lock)
        {
            if (_count == limits.MaxScheduledMessages)
            {
                return new Refusal($"the limit of {limits.MaxScheduledMessages} messages that wait for their time is reached", nameof(limits.MaxScheduledMessages));
            }

            if (_bytes + message.Footprint > limits.MaxScheduledBytes)
            {
                return new Refusal(
                    $"the message exceeds the limit of {limits.MaxScheduledBytes} octets of messages that wait for their time", nameof(limits.MaxScheduledBytes));
            }

            _count++;
            _bytes += message.Footprint;
            return null;
        }
    }

    /// <summary>Takes the place for a message that was here before: the limits are for what comes in.</summary>
    public void Take(Message message)
    {
        lock (_lock)
        {
            _count++;
            _bytes += message.Footprint;
        }
    }

    /// <summary>Gives up the place that was set aside.</summary>
    public void Unreserve(Message message)
    {
        lock (_lock)
        {
            _count--;
            _bytes -= message.Footprint;
        }
    }

    /// <summary>Adds a message, for which there is a place, with the reference to it.</summary>
    /// <returns>Whether it is due before all others.</returns>
    public bool Add(ScheduledMessage added)
    {
        lock (_lock)
        {
            bool isFirst = !_waiting.TryPeek(out ScheduledMessage? first, out _) || added.Due < first.Due;
            _waiting.Enqueue(added, (added.Due, ++_lastNumber));
            return isFirst;
        }
    }

    /// <summary>Takes the first that is due. <see cref="Return"/> or <see cref="Remove"/> must follow.</summary>
    public ScheduledMessage? TryTakeDue(long now)
    {
        lock (_lock)
        {
            return _waiting.TryPeek(out ScheduledMessage? first, out _) && first.Due <= now ? _waiting.Dequeue() : null;
        }
    }

    /// <summary>Puts one back that is due again, at another time.</summary>
    public void Return(ScheduledMessage taken) => Add(taken);

    /// <summary>One that was taken is not due again: its place is free. The reference to its message goes back to the caller.</summary>
    public void Remove(ScheduledMessage taken) => Unreserve(taken.Message);

    /// <summary>Lets all go.</summary>
    public void Clear()
    {
        while (TryTakeDue(long.MaxValue) is { } taken)
        {
            Remove(taken);
            taken.Message.Release();
        }
    }
}
