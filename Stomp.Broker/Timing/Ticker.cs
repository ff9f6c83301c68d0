using System.Collections.Concurrent;

namespace Stomp.Broker.Timing;

/// <summary>The one clock behind all heart-beats and time-outs of a broker: nobody has a timer of their own.</summary>
/// <remarks>
/// Thread-safe. It has a timer only while somebody is registered; a companion is ticked along with them. Ticks never overlap.
/// </remarks>
internal sealed class Ticker(TimeProvider time, ITicked? companion = null) : IDisposable
{
    /// <summary>Between two ticks. A fifth of the shortest heart-beat, so that one sent at 80 % of its time is never late.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromMilliseconds(50);

    private readonly ConcurrentDictionary<ITicked, bool> _registered = new(ReferenceEqualityComparer.Instance);
    private readonly Lock _lock = new();
    private ITimer? _timer;
    private int _ticking;

    public void Add(ITicked ticked)
    {
        lock (_lock)
        {
            _registered.TryAdd(ticked, true);
            _timer ??= time.CreateTimer(static state => ((Ticker)state!).TickAll(), this, Period, Period);
        }
    }

    public void Remove(ITicked ticked)
    {
        lock (_lock)
        {
            _registered.TryRemove(ticked, out _);
            if (_registered.IsEmpty)
            {
                Dispose();
            }
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _timer?.Dispose();
            _timer = null;
        }
    }

    private void TickAll()
    {
        // A tick that takes longer than the period makes the next ones fall out, instead of piling up on the thread pool.
        if (Interlocked.Exchange(ref _ticking, 1) != 0)
        {
            return;
        }

        long now = time.GetTimestamp();
        foreach ((ITicked ticked, _) in _registered)
        {
            ticked.Tick(now);
        }

        companion?.Tick(now);
        Volatile.Write(ref _ticking, 0);
    }
}
