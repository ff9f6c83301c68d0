namespace Stomp.Broker.Timing;

/// <summary>The one clock behind all heart-beats and time-outs of a broker: nobody has a timer of their own.</summary>
/// <remarks>
/// Thread-safe. It has a timer only while somebody is registered; the registry is ticked along with them. Ticks never overlap.
/// When each is due stands in one array, so that a tick of ten thousand idle sessions reads 80 KB in a row and nothing else.
/// </remarks>
internal sealed class Ticker(TimeProvider time, Action<long>? companion = null) : IDisposable
{
    /// <summary>Between two ticks. A fifth of the shortest heart-beat, so that one sent at 80 % of its time is never late.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromMilliseconds(50);

    private const int FirstCapacity = 16;

    private readonly Lock _lock = new();
    private readonly List<(ITicked Ticked, long Due)> _dueNow = [];
    private ITicked?[] _registered = new ITicked?[FirstCapacity];
    private long[] _due = new long[FirstCapacity];
    private int _count;
    private ITimer? _timer;
    private int _ticking;

    public void Add(ITicked ticked)
    {
        lock (_lock)
        {
            if (_count == _registered.Length)
            {
                Array.Resize(ref _registered, 2 * _count);
                Array.Resize(ref _due, 2 * _count);
            }

            ticked.TickerIndex = _count;
            _registered[_count] = ticked;
            _due[_count++] = 0;
            _timer ??= time.CreateTimer(static state => ((Ticker)state!).TickAll(), this, Period, Period);
        }
    }

    public void Remove(ITicked ticked)
    {
        lock (_lock)
        {
            int index = ticked.TickerIndex;
            if (!IsAt(index, ticked))
            {
                return;
            }

            ITicked last = _registered[--_count]!;
            _registered[index] = last;
            _due[index] = _due[_count];
            last.TickerIndex = index;
            _registered[_count] = null;
            if (_count == 0)
            {
                Dispose();
            }
        }
    }

    /// <summary>Has it ticked at the next tick, whatever it said: its deadlines have changed.</summary>
    public void Hurry(ITicked ticked)
    {
        lock (_lock)
        {
            if (IsAt(ticked.TickerIndex, ticked))
            {
                _due[ticked.TickerIndex] = 0;
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

    private bool IsAt(int index, ITicked ticked) => index < _count && _registered[index] == ticked;

    private void TickAll()
    {
        // A tick that takes longer than the period makes the next ones fall out, instead of piling up on the thread pool.
        if (Interlocked.Exchange(ref _ticking, 1) != 0)
        {
            return;
        }

        try
        {
            long now = time.GetTimestamp();
            TakeDue(now);
            for (int i = 0; i < _dueNow.Count; i++)
            {
                ITicked ticked = _dueNow[i].Ticked;
                _dueNow[i] = (ticked, ticked.Tick(now));
            }

            PutDue();
            companion?.Invoke(now);
        }
        finally
        {
            Volatile.Write(ref _ticking, 0);
        }
    }

    private void TakeDue(long now)
    {
        lock (_lock)
        {
            for (int i = 0; i < _count; i++)
            {
                if (_due[i] <= now)
                {
                    _due[i] = long.MaxValue; // who hurries meanwhile makes it 0
                    _dueNow.Add((_registered[i]!, 0));
                }
            }
        }
    }

    private void PutDue()
    {
        lock (_lock)
        {
            foreach ((ITicked ticked, long due) in _dueNow)
            {
                if (IsAt(ticked.TickerIndex, ticked))
                {
                    _due[ticked.TickerIndex] = Math.Min(_due[ticked.TickerIndex], due);
                }
            }
        }

        _dueNow.Clear();
    }
}
