using Microsoft.Extensions.Logging;
using SQLitePCL;

namespace Stomp.Broker.Sqlite;

/// <summary>Writes the write-ahead log back into the database before it becomes long. It is then written from its beginning again.</summary>
/// <remarks>
/// Not thread-safe; the store's lock on the writing connection guards it. It is done by whoever writes, after the commit: beside one who writes on and on it
/// would never come to an end, and the log would grow. The log's file keeps its size, because a sync takes 110 µs where the file is only
/// written over and 270 µs where it grows.
/// </remarks>
internal sealed class WriteAheadLog(Database database, ILogger logger)
{
    // 16 MiB. Measured while a queue of 1100-octet messages grows: 114,000 messages/s with 1 MiB, 129,000 with 4, 141,000 with 16, 113,000 with 64.
    private const int DuePages = 2000;

    // 64 MiB: from here on readers are waited for.
    private const int OverduePages = 4 * DuePages;

    /// <summary>Of the log's file, in octets: what a large commit leaves is cut to it.</summary>
    public const long KeptBytes = (long)OverduePages * Schema.PageBytes;

    // How long a reader may hold it up then; a read of the broker's ends before that, a backup by another program does not.
    private const int ReaderWaitMilliseconds = 100;

    private int _pages;
    private int _nextPages = DuePages;

    /// <summary>Counts what was written, and writes it back when it is much.</summary>
    /// <returns>Whether it was.</returns>
    public bool OnWritten()
    {
        _pages += database.TakePagesWritten();
        if (_pages < _nextPages)
        {
            return false;
        }

        WriteBack(_pages >= OverduePages ? raw.SQLITE_CHECKPOINT_RESTART : raw.SQLITE_CHECKPOINT_PASSIVE);
        return true;
    }

    /// <summary>Writes all of it back, so that its file has space again for those who remove, when there is none on the disk.</summary>
    public void Restart() => WriteBack(raw.SQLITE_CHECKPOINT_RESTART);

    /// <summary>Writes all of it back and makes its file empty.</summary>
    public void Truncate() => WriteBack(raw.SQLITE_CHECKPOINT_TRUNCATE);

    private void WriteBack(int mode)
    {
        _ = raw.sqlite3_busy_timeout(database.Handle, ReaderWaitMilliseconds);
        int code = raw.sqlite3_wal_checkpoint_v2(database.Handle, "main", mode, out int logged, out int writtenBack);
        _ = raw.sqlite3_busy_timeout(database.Handle, Database.BusyMilliseconds);
        _ = database.TakePagesWritten();
        bool all = code == raw.SQLITE_OK && logged == writtenBack;
        _pages = all ? 0 : Math.Max(logged, 0);
        _nextPages = all ? DuePages : _pages + (DuePages / 2); // what a reader still needs stays; nothing is lost meanwhile but space
        if (code is not (raw.SQLITE_OK or raw.SQLITE_BUSY))
        {
            SqliteLog.CheckpointFailed(logger, database.FilePath, database.Fail().Message);
        }
    }
}
