namespace Stomp.Host.Memory;

/// <summary>
/// Gives memory back to the system when a load is gone. The collector runs when something is allocated; a broker that is idle allocates
/// nothing, and would keep what a thousand clients of yesterday took.
/// </summary>
/// <remarks>
/// A collection stops the process for some milliseconds, with ten thousand connections for some tens: that is why it waits for an idle
/// moment, and for enough to have been allocated.
/// </remarks>
internal sealed class IdleMemory(TimeProvider time, ILogger<IdleMemory> logger) : BackgroundService
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(5);

    // Delivering allocates nothing, connecting some 10 KiB a client: below this there are few new ones.
    private const long IdleBytes = 1024 * 1024;

    // What is worth a collection: the heap of a broker that has just started is a fifth of that.
    private const long WorthwhileBytes = 16 * 1024 * 1024;

    // The shared array pool lets go of what was not used for a minute, and looks at that in full collections only: the first one has
    // it note the time, another, later one has it let go.
    private static readonly TimeSpan PoolsForget = TimeSpan.FromSeconds(65);

    private long _seen;
    private long _collected;
    private long? _collectAgain;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(BetweenLooks, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            Look();
        }
    }

    private void Look()
    {
        long allocated = GC.GetTotalAllocatedBytes();
        bool isIdle = allocated - _seen < IdleBytes;
        _seen = allocated;
        if (!isIdle)
        {
            return;
        }

        if (allocated - _collected > WorthwhileBytes)
        {
            Collect();
            _collectAgain = time.GetTimestamp();
        }
        else if (_collectAgain is { } since && time.GetElapsedTime(since) > PoolsForget)
        {
            Collect();
            _collectAgain = null;
        }
    }

    private void Collect()
    {
        long before = Environment.WorkingSet;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        _collected = _seen = GC.GetTotalAllocatedBytes();
        IdleMemoryLog.Collected(logger, before >> 10, Environment.WorkingSet >> 10);
    }
}
