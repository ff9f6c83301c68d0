namespace Stomp.Broker.Destinations.Queues;

/// <summary>Numbers the messages of all queues of a broker, so that one which comes back late still has its place, in whichever queue of that name there is.</summary>
/// <remarks>Thread-safe. Numbers that a queue takes under its lock ascend there.</remarks>
internal sealed class PositionCounter
{
    private long _last;

    /// <summary>The last number that was taken.</summary>
    public long Last => Volatile.Read(ref _last);

    /// <summary>Leaves out numbers that were taken before the broker was started.</summary>
    public void Skip(long first) => Interlocked.Exchange(ref _last, Math.Max(_last, first - 1));

    /// <summary>Takes so many numbers.</summary>
    /// <returns>The first of them.</returns>
    public long Take(int count) => Interlocked.Add(ref _last, count) - count + 1;
}
