namespace Stomp.Tests.InMemory;

/// <summary>A clock that stands still until a test moves it. Timers fire on the thread that moves it, each at its own moment.</summary>
public sealed class ManualTime : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<Timer> _timers = [];
    private long _now = TimeSpan.TicksPerHour;

    /// <summary>The timers there are now.</summary>
    public int TimerCount
    {
        get
        {
            lock (_lock)
            {
                return _timers.Count;
            }
        }
    }

    /// <summary>The timers ever made.</summary>
    public int TimersMade { get; private set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Volatile.Read(ref _now);

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddTicks(GetTimestamp());

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, () => callback(state));
        lock (_lock)
        {
            TimersMade++;
            _timers.Add(timer);
        }

        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves the clock; whatever is due on the way happens at its time, before this returns.</summary>
    public void Advance(int milliseconds)
    {
        long end = GetTimestamp() + TimeSpan.FromMilliseconds(milliseconds).Ticks;
        while (NextDue(end) is { } timer)
        {
            timer.Fire();
        }

        Volatile.Write(ref _now, end);
    }

    private Timer? NextDue(long end)
    {
        lock (_lock)
        {
            Timer? next = _timers.Where(timer => timer.Due <= end).MinBy(timer => timer.Due);
            if (next is not null)
            {
                Volatile.Write(ref _now, Math.Max(_now, next.Due));
                next.Due = next.Period > 0 ? next.Due + next.Period : long.MaxValue;
            }

            return next;
        }
    }

    private sealed class Timer(ManualTime time, Action fire) : ITimer
    {
        public long Due { get; set; } = long.MaxValue;

        public long Period { get; private set; }

        public void Fire() => fire();

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time._lock)
            {
                Due = dueTime < TimeSpan.Zero ? long.MaxValue : time._now + dueTime.Ticks;
                Period = period < TimeSpan.Zero ? 0 : period.Ticks;
                return true;
            }
        }

        public void Dispose()
        {
            lock (time._lock)
            {
                time._timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
