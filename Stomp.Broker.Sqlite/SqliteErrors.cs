using Microsoft.Data.Sqlite;
using SQLitePCL;
using Stomp.Broker.Storage;

namespace Stomp.Broker.Sqlite;

/// <summary>Says in the broker's terms what SQLite's result codes mean, and what to do.</summary>
internal static class SqliteErrors
{
    // The low octet of an extended code is the plain one.
    private const int PlainCode = 0xFF;

    public static StompStoreException Explain(SqliteException exception, string path) =>
        Explain(exception.SqliteExtendedErrorCode, exception.Message, path, exception);

    public static StompStoreException Explain(int code, string text, string path, Exception? inner = null)
    {
        (StompStoreFailure failure, string what) = (code & PlainCode) switch
        {
            raw.SQLITE_FULL => (StompStoreFailure.Full, $"there is no space left for {path}, on the disk or by MaxBytes: make some; storing goes on then"),
            raw.SQLITE_IOERR when code is raw.SQLITE_IOERR_SHMSIZE =>
                (StompStoreFailure.Full, $"there is no space left on the disk of {path}: make some; storing goes on then"),
            raw.SQLITE_READONLY or raw.SQLITE_PERM => (StompStoreFailure.ReadOnly, $"{path} may not be written: let this process write it and its folder"),
            raw.SQLITE_BUSY or raw.SQLITE_LOCKED or raw.SQLITE_PROTOCOL =>
                (StompStoreFailure.Locked, $"{path} is held by another program: end it; storing goes on then"),
            raw.SQLITE_CORRUPT => (StompStoreFailure.Corrupted, Damaged(path)),
            raw.SQLITE_NOTADB => (StompStoreFailure.Foreign, $"{path} is no database: it is something else, or damaged; move it away or restore a backup"),
            raw.SQLITE_ERROR or raw.SQLITE_SCHEMA or raw.SQLITE_MISMATCH => (StompStoreFailure.Corrupted, Damaged(path)),
            raw.SQLITE_CONSTRAINT or raw.SQLITE_TOOBIG or raw.SQLITE_RANGE or raw.SQLITE_MISUSE =>
                (StompStoreFailure.Rejected, $"{path} does not take it"),
            raw.SQLITE_CANTOPEN => (StompStoreFailure.Unavailable, $"{path}, or a file beside it, cannot be opened: look at the folder and its rights"),
            _ => (StompStoreFailure.Unavailable, $"{path} cannot be read or written: look at the disk and the system's log"),
        };
        return new StompStoreException(failure, $"{char.ToUpperInvariant(what[0])}{what[1..]} (SQLite: {text}, {code}).", inner);
    }

    /// <summary>What to do about a damaged database.</summary>
    public static string Damaged(string path) =>
        $"{path} is damaged: restore a backup, or save what can be read with \"sqlite3 {path} .recover\"";
}
