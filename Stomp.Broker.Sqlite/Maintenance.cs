using Microsoft.Extensions.Logging;
using Stomp.Broker.Storage;

namespace Stomp.Broker.Sqlite;

/// <summary>
/// Does in small steps, beside the commits, what would take long at once: removes the messages of long queues that were deleted, and gives the space of
/// long queues that were consumed back to the file system.
/// </summary>
/// <remarks>Started under the lock on the writing connection; takes it for each step, and lets commits through between two.</remarks>
internal sealed class Maintenance(Lock writing, Database database, BatchWriter writer, WriteAheadLog log, ILogger logger)
{
    // A step takes some 5 ms, by which it delays a commit at most. As long a pause follows.
    private const int MessagesAtOnce = 250;
    private const int PagesAtOnce = 128;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    // After a failure.
    private static readonly TimeSpan LongPause = TimeSpan.FromMinutes(1);

    // 64 MiB of free pages are kept for what comes next.
    private const long KeptFreePages = 8192;

    private Task? _running;
    private volatile bool _isStopping;
    private bool _givesBack;
    private long _notBefore;

    /// <summary>Starts when there is something to do. Called under the lock; what fails is logged and put off.</summary>
    /// <param name="lookForSpace">Whether to find out if there is space to be given back.</param>
    public void Start(bool lookForSpace)
    {
        if (lookForSpace)
        {
            Try(() => _givesBack = HasMuchSpace());
        }

        if (_running is null && (_givesBack || writer.Unswept.Count > 0) && Environment.TickCount64 >= _notBefore && !_isStopping)
        {
            _running = Task.Run(RunAsync);
        }
    }

    /// <summary>Ends after the step that is under way. What is left is done after the next opening.</summary>
    public async Task StopAsync()
    {
        _isStopping = true;
        Task? running;
        lock (writing)
        {
            running = _running;
        }

        if (running is not null)
        {
            await running;
        }
    }

    private async Task RunAsync()
    {
        while (TryStep())
        {
            await Task.Delay(Pause);
        }
    }

    private bool TryStep()
    {
        lock (writing)
        {
            bool hasMore = !_isStopping && Try(Step);
            if (!hasMore)
            {
                _running = null; // under the same lock, so that who finds more to do from here on starts it anew
            }

            return hasMore;
        }
    }

    private bool Try(Func<bool> step)
    {
        try
        {
            return step();
        }
        catch (StompStoreException exception)
        {
            _notBefore = Environment.TickCount64 + (long)LongPause.TotalMilliseconds;
            SqliteLog.MaintenanceFailed(logger, database.FilePath, exception.Message);
            return false;
        }
    }

    private bool Step()
    {
        if (writer.Unswept.Count > 0)
        {
            long queue = writer.Unswept.First();
            if (!writer.Sweep(queue, MessagesAtOnce))
            {
                writer.Unswept.Remove(queue);
                _givesBack = HasMuchSpace();
            }
        }
        else if (_givesBack)
        {
            database.Execute($"PRAGMA incremental_vacuum({PagesAtOnce})");
            _givesBack = HasMuchSpace();
        }

        log.OnWritten();
        return writer.Unswept.Count > 0 || _givesBack;
    }

    // Giving back moves pages that are in use. There are few of them then, and a queue that shrinks has not moved what it is about to drop.
    private bool HasMuchSpace()
    {
        long free = database.Query("PRAGMA freelist_count");
        return free > KeptFreePages && free > database.Query("PRAGMA page_count") / 8 * 7;
    }
}
