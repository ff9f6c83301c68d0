namespace Stomp.Benchmarks.Load.Scenarios;

/// <summary>
/// When the messages of an open loop are due: at a fixed rate, whatever became of those before. A message that is sent late still carries the
/// time at which it was due, so that a stall counts for every message that it delays.
/// </summary>
/// <param name="rate">Messages per second of all threads.</param>
/// <param name="threads">How many threads there are.</param>
/// <param name="index">Which this is: they take turns.</param>
internal sealed class OpenLoop(double rate, int threads, int index)
{
    private readonly double _gap = 1e6 * threads / rate;
    private double _start;
    private long _number;

    /// <summary>When the next one is due, in microseconds.</summary>
    public long NextDue => (long)(_start + (_number * _gap));

    /// <summary>Begins.</summary>
    public void Start(long now) => _start = now + (_gap * index / threads);

    /// <summary>Takes the next one, if it is due.</summary>
    public bool TryTakeDue(long now, out long due, out long number)
    {
        due = NextDue;
        number = _number;
        if (due > now)
        {
            return false;
        }

        _number++;
        return true;
    }
}
