using System.Diagnostics;
using System.Globalization;
using Microsoft.Data.Sqlite;
using NUnit.Framework;
using Stomp.Broker.Sqlite;
using Stomp.Broker.Storage;

namespace Stomp.Tests.Storage;

/// <summary>A folder for each test, and stores over it.</summary>
public abstract class SqliteFixture
{
    private protected SqliteFolder Folder { get; private set; } = null!;

    [SetUp]
    public void MakeFolder() => Folder = new SqliteFolder();

    [TearDown]
    public void RemoveFolder() => Folder.Dispose();

    private protected async Task<SqliteMessageStore> OpenAsync(Action<StompSqliteOptions>? configure = null)
    {
        SqliteMessageStore store = Folder.CreateStore(configure);
        try
        {
            await store.OpenAsync(null, CancellationToken.None);
            return store;
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }
    }

    private protected async Task<StompStoreException> OpenFailsAsync(Action<StompSqliteOptions>? configure = null)
    {
        SqliteMessageStore? store = null;
        StompStoreException? failure = null;
        try
        {
            store = await OpenAsync(configure);
        }
        catch (StompStoreException exception)
        {
            failure = exception;
        }

        if (store is not null)
        {
            await store.DisposeAsync();
        }

        Assert.That(failure, Is.Not.Null, "it was opened");
        return failure!;
    }

    /// <summary>Runs SQL on the database beside the store, as another program would.</summary>
    private protected object? Query(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Folder.Database};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // the tests' own SQL
        command.CommandText = sql;
#pragma warning restore CA2100
        return command.ExecuteScalar();
    }

    private protected long Count(string table) => Convert.ToInt64(Query($"SELECT count(*) FROM {table}"), CultureInfo.InvariantCulture);

    /// <summary>A batch that adds messages of a size to queue 1.</summary>
    private protected static StoreBatch Messages(long first, int count, int size)
    {
        var batch = new StoreBatch();
        byte[] octets = new byte[size];
        for (int i = 0; i < count; i++)
        {
            batch.Add(new StoredMessageInfo(1, first + i, 4), octets);
        }

        return batch;
    }

    private protected static async Task CreateQueueAsync(SqliteMessageStore store)
    {
        var batch = new StoreBatch();
        batch.CreateQueue(1, 0, "/queue/a"u8.ToArray(), default);
        await store.CommitAsync(batch);
    }

    /// <summary>Takes the right to write away, from root as well, for as long as what it returns lives.</summary>
    private protected static IDisposable MakeReadOnly(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            throw new IgnoreException("Made for Unix.");
        }

        File.SetUnixFileMode(path, File.GetUnixFileMode(path) & ~(UnixFileMode.UserWrite | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite));
        if (Environment.IsPrivilegedProcess && !TryRun("chattr", "+i", path))
        {
            Assert.Ignore("Root may write everything here.");
        }

        return new WriteRight(path);
    }

    private static bool TryRun(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }

    private sealed class WriteRight(string path) : IDisposable
    {
        public void Dispose()
        {
            if (Environment.IsPrivilegedProcess)
            {
                TryRun("chattr", "-i", path);
            }

            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(path, File.GetUnixFileMode(path) | UnixFileMode.UserWrite);
            }
        }
    }
}
