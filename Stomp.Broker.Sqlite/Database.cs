using System.Globalization;
using Microsoft.Data.Sqlite;
using SQLitePCL;
using Stomp.Broker.Storage;

namespace Stomp.Broker.Sqlite;

/// <summary>A connection to the database.</summary>
/// <remarks>Not thread-safe: whoever uses it sees to it that nobody else does.</remarks>
internal sealed class Database : IDisposable
{
    /// <summary>How long another program that holds the database is waited for: the broker's own connections do not hold each other up.</summary>
    public const int BusyMilliseconds = 2000;

    private readonly SqliteConnection _connection;

    private Database(SqliteConnection connection, string path)
    {
        _connection = connection;
        FilePath = path;
    }

    /// <summary>The database's file.</summary>
    public string FilePath { get; }

    public sqlite3 Handle => _connection.Handle!;

    /// <summary>Whether it may only be read.</summary>
    public bool IsReadOnly => raw.sqlite3_db_readonly(Handle, "main") == 1;

    /// <summary>Whether a transaction is open.</summary>
    public bool IsInTransaction => raw.sqlite3_get_autocommit(Handle) == 0;

    /// <summary>Rows that the last statement has changed.</summary>
    public int Changes => raw.sqlite3_changes(Handle);

    /// <summary>Opens it, making the file when it is not there.</summary>
    public static Database Open(string path)
    {
        string settings = new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString();
        var connection = new SqliteConnection(settings);
        try
        {
            connection.Open();
            _ = raw.sqlite3_busy_timeout(connection.Handle, BusyMilliseconds);
            return new Database(connection, path);
        }
        catch (SqliteException exception)
        {
            connection.Dispose();
            throw SqliteErrors.Explain(exception, path);
        }
    }

    public Statement Prepare(string sql)
    {
        int code = raw.sqlite3_prepare_v3(Handle, sql, raw.SQLITE_PREPARE_PERSISTENT, out sqlite3_stmt statement);
        return code == raw.SQLITE_OK ? new Statement(this, statement) : throw Fail();
    }

    public void Execute(string sql)
    {
        using Statement statement = Prepare(sql);
        statement.Run();
    }

    /// <summary>Runs a statement that yields a number.</summary>
    public long Query(string sql)
    {
        using Statement statement = Prepare(sql);
        return statement.RunForNumber();
    }

    /// <summary>Sets one of SQLite's settings to a number.</summary>
    public void Set(string pragma, long value) => Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA {pragma} = {value}"));

    /// <summary>Undoes what the open transaction did, if there is one.</summary>
    public void Rollback()
    {
        if (IsInTransaction)
        {
            Execute("ROLLBACK");
        }
    }

    /// <summary>How many pages were written since this was asked the last time.</summary>
    public int TakePagesWritten()
    {
        _ = raw.sqlite3_db_status(Handle, raw.SQLITE_DBSTATUS_CACHE_WRITE, out int pages, out _, 1);
        return pages;
    }

    /// <summary>Says what has just failed.</summary>
    public StompStoreException Fail() =>
        SqliteErrors.Explain(raw.sqlite3_extended_errcode(Handle), raw.sqlite3_errmsg(Handle).utf8_to_string(), FilePath);

    public void Dispose() => _connection.Dispose();
}
