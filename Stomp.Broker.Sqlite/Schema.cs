using System.Globalization;
using Stomp.Broker.Storage;

namespace Stomp.Broker.Sqlite;

/// <summary>How the database is laid out. Version 1.</summary>
/// <remarks>
/// <para>
/// A message's position is its row's key, so that adding is appending, whatever the queue. The one index over all messages gives a queue's messages of
/// one priority in order, and, since it holds their lengths too, the counts at the opening without a look at any message. Delayed messages stand in a
/// lane of their own there. The other two indexes have entries only for messages that are delayed, or expire.
/// </para>
/// <para>
/// Measured in batches of 100 with messages of 300 octets, adding and removing one: 2.8 µs of CPU, 2.1 µs without any index, 2.7 µs with a table clustered by queue,
/// lane and position, which however is slow with large messages and has no order over all queues. A table for each queue changes the schema, and
/// every statement with it, when a queue comes or goes.
/// </para>
/// <para>
/// Pages of 8 KiB: with messages of 1100 octets 4.0 µs, with 4 KiB 4.7 µs, with 16 KiB 3.8 µs; but a commit of one message then writes 16 KiB more.
/// <c>auto_vacuum = INCREMENTAL</c> costs nothing that could be measured and lets <see cref="Maintenance"/> give pages back to the file system.
/// </para>
/// </remarks>
internal static class Schema
{
    /// <summary>Name of the number that is 1 while the store is closed in good order.</summary>
    public const string Clean = "clean";

    /// <summary>Name of the number above all positions that were ever stored.</summary>
    public const string NextPosition = "next-position";

    /// <summary>Name of the number above all queue ids that were ever stored.</summary>
    public const string NextQueue = "next-queue";

    /// <summary>The size of a page.</summary>
    public const int PageBytes = 8192;

    /// <summary>The lane of delayed messages in the index; that of others is their priority.</summary>
    public const int DelayedLane = -1;

    // "STMP"; `file` shows it.
    private const long ApplicationId = 0x53544D50;

    private const long Version = 1;

    private const string Tables = """
        CREATE TABLE state(name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE queue(id INTEGER PRIMARY KEY, kind INTEGER NOT NULL, name BLOB NOT NULL, definition BLOB NOT NULL);
        CREATE TABLE message(
          position INTEGER PRIMARY KEY, queue INTEGER NOT NULL, lane INTEGER NOT NULL, length INTEGER NOT NULL, priority INTEGER NOT NULL,
          expires INTEGER NOT NULL, due INTEGER NOT NULL, deliveries INTEGER NOT NULL, octets BLOB NOT NULL);
        CREATE INDEX message_order ON message(queue, lane, position, length);
        CREATE INDEX message_due ON message(due) WHERE due > 0;
        CREATE INDEX message_expires ON message(expires) WHERE expires > 0;
        CREATE TABLE duplicate(expires INTEGER NOT NULL, queue INTEGER NOT NULL, id BLOB NOT NULL, PRIMARY KEY(expires, queue, id)) WITHOUT ROWID;
        CREATE TABLE value(key BLOB PRIMARY KEY, octets BLOB NOT NULL);
        INSERT INTO state(name, value) VALUES('clean', 1), ('next-position', 1), ('next-queue', 1)
        """;

    /// <summary>Lays a new database out; refuses one that is something else or not whole.</summary>
    public static void Ensure(Database database)
    {
        long application = database.Query("PRAGMA application_id");
        long version = database.Query("PRAGMA user_version");
        long objects = database.Query("SELECT count(*) FROM sqlite_master");
        if (application == 0 && version == 0 && objects == 0)
        {
            Create(database);
            return;
        }

        if (application != ApplicationId)
        {
            throw new StompStoreException(
                StompStoreFailure.Foreign, $"{database.FilePath} is the database of another program: move it away, or take another folder.");
        }

        if (version > Version)
        {
            throw new StompStoreException(
                StompStoreFailure.NewerVersion,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{database.FilePath} has layout {version}, and this version knows {Version} at most: take the version that made it, or a later one."));
        }

        if (version < Version || objects < CountObjects())
        {
            throw new StompStoreException(StompStoreFailure.Corrupted, SqliteErrors.Damaged(database.FilePath) + ". Parts of its layout are missing.");
        }
    }

    /// <summary>Reads a number that is kept by name.</summary>
    public static long GetState(Database database, string name) => database.Query($"SELECT value FROM state WHERE name = '{name}'");

    // What sqlite_master names: our tables and indexes; that of `value`, which has no name of ours, comes on top.
    private static int CountObjects() => Tables.Split("CREATE ").Length - 1 + 1;

    private static void Create(Database database)
    {
        // Both count only before there is a first table.
        database.Set("page_size", PageBytes);
        database.Execute("PRAGMA auto_vacuum = INCREMENTAL");
        database.Execute("PRAGMA journal_mode = WAL");
        database.Execute("BEGIN IMMEDIATE");
        foreach (string statement in Tables.Split(';'))
        {
            database.Execute(statement);
        }

        database.Set("user_version", Version);
        database.Set("application_id", ApplicationId);
        database.Execute("COMMIT");
    }
}
