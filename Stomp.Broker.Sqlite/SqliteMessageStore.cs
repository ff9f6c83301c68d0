using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Stomp.Broker.Storage;

namespace Stomp.Broker.Sqlite;

/// <summary>Keeps messages in an SQLite database: one connection that writes, with a write-ahead log, and some that read beside it.</summary>
/// <remarks>
/// Thread-safe as the seam says. Commits are done on the thread that calls, which waits for the disk; reads on the thread pool.
/// </remarks>
internal sealed class SqliteMessageStore : IStompMessageStore, IDisposable
{
    private const string FileName = "stomp.db";

    // errno, which the runtime hands through.
    private const int ReadOnlyFileSystem = 30;

    private readonly StompSqliteOptions _options;
    private readonly ILogger _logger;
    private readonly string _directory;
    private readonly string _path;
    private readonly Lock _writing = new();
    private readonly ReadPool _readers;
    private StoreLock? _lock;
    private Database? _database;
    private WriteAheadLog? _log;
    private FreeSpace? _space;
    private BatchWriter? _writer;
    private Maintenance? _maintenance;

    public SqliteMessageStore(IOptions<StompSqliteOptions> options, ILogger<SqliteMessageStore> logger)
    {
        _options = options.Value;
        _logger = logger;
        _directory = Path.GetFullPath(_options.Directory);
        _path = Path.Combine(_directory, FileName);
        _readers = new ReadPool(_options.ReadConnections, OpenReader);
    }

    public ValueTask<StompStoreContents> OpenAsync(IProgress<StompStoreProgress>? progress, CancellationToken cancellationToken) =>
        new(Task.Run(() => Open(progress, cancellationToken), cancellationToken));

    public ValueTask CommitAsync(StoreBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        lock (_writing)
        {
            ObjectDisposedException.ThrowIf(_writer is null, this);
            try
            {
                _space!.Check(batch);
                _writer.Commit(batch);
            }
            catch (StompStoreException exception)
            {
                if (exception.Failure == StompStoreFailure.Full)
                {
                    _log!.Restart();
                }

                return ValueTask.FromException(exception);
            }

            bool wroteBack = _log!.OnWritten();
            _maintenance!.Start(lookForSpace: wroteBack);
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask<bool> ReadAsync(
        long queue, int priority, long fromPosition, StoreReadLimit limit, IStoredMessageReceiver receiver, CancellationToken cancellationToken) =>
        _readers.RunAsync(connection => connection.Read(queue, priority, fromPosition, limit, receiver, cancellationToken), cancellationToken);

    public ValueTask<bool> ReadDueAsync(long until, StoreReadLimit limit, IStoredMessageReceiver receiver, CancellationToken cancellationToken) =>
        _readers.RunAsync(connection => connection.ReadDue(until, limit, receiver, cancellationToken), cancellationToken);

    public ValueTask<bool> ReadExpiringAsync(long until, StoreReadLimit limit, IStoredMessageReceiver receiver, CancellationToken cancellationToken) =>
        _readers.RunAsync(connection => connection.ReadExpiring(until, limit, receiver, cancellationToken), cancellationToken);

    public ValueTask<byte[]?> ReadValueAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken) =>
        _readers.RunAsync(connection => connection.ReadValue(key.Span), cancellationToken);

    public async ValueTask ReadValuesAsync(ReadOnlyMemory<byte> prefix, IStoredValueReceiver receiver, CancellationToken cancellationToken) =>
        await _readers.RunAsync(
            connection =>
            {
                connection.ReadValues(prefix.Span, receiver, cancellationToken);
                return true;
            },
            cancellationToken);

    public async ValueTask CloseAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_writer is null, this);
        await _maintenance!.StopAsync();
        lock (_writing)
        {
            _writer.SetClean(true);
            if (!cancellationToken.IsCancellationRequested)
            {
                _log!.Truncate();
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_maintenance is not null)
        {
            await _maintenance.StopAsync();
        }

        _readers.Dispose();
        lock (_writing)
        {
            _writer?.Dispose();
            _writer = null;
            _database?.Dispose();
            _database = null;
            _lock?.Dispose();
            _lock = null;
        }
    }

    /// <summary>For a container that is not disposed asynchronously.</summary>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private StompStoreContents Open(IProgress<StompStoreProgress>? progress, CancellationToken cancellationToken)
    {
        lock (_writing)
        {
            TakeDirectory();
            _database = Database.Open(_path);
            if (_database.IsReadOnly)
            {
                throw new StompStoreException(StompStoreFailure.ReadOnly, $"{_path} may not be written: let this process write it and its folder.");
            }

            Schema.Ensure(_database);
            Configure(_database);
            CheckIntegrity(_database);
            var recovery = new Recovery(_database, progress, cancellationToken);
            StompStoreContents contents = recovery.Run();
            _log = new WriteAheadLog(_database, _logger);
            _space = new FreeSpace(_database, _options.MinFreeBytes);
            _writer = new BatchWriter(_database);
            _writer.Start(contents.NextPosition, contents.NextQueue);
            _writer.SetClean(false);
            _writer.Unswept.UnionWith(recovery.Orphans);
            _maintenance = new Maintenance(_writing, _database, _writer, _log, _logger);
            _maintenance.Start(lookForSpace: true);
            return contents;
        }
    }

    private void TakeDirectory()
    {
        try
        {
            System.IO.Directory.CreateDirectory(_directory);
            _lock = StoreLock.Take(_directory);
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or IOException { HResult: ReadOnlyFileSystem })
        {
            throw new StompStoreException(
                StompStoreFailure.ReadOnly, $"{_directory} may not be written: let this process make and write it ({exception.Message})", exception);
        }
        catch (IOException exception)
        {
            throw new StompStoreException(
                StompStoreFailure.Unavailable, $"{_directory} cannot be made or written: take a folder that can ({exception.Message})", exception);
        }
    }

    private void Configure(Database database)
    {
        SetWriteAheadLog(database);
        database.Execute($"PRAGMA synchronous = {_options.Synchronous}");
        if (OperatingSystem.IsMacOS())
        {
            database.Execute($"PRAGMA fullfsync = {_options.Synchronous == SqliteSynchronous.Full}"); // a plain fsync leaves it in the disk's memory there
        }

        database.Set("cache_size", -_options.CacheBytes / 1024); // KiB, when negative
        database.Set("wal_autocheckpoint", 0);
        database.Set("journal_size_limit", WriteAheadLog.KeptBytes);
        if (_options.MaxBytes > 0)
        {
            database.Set("max_page_count", _options.MaxBytes / Schema.PageBytes);
        }
    }

    // Again at each opening: for a database that another program has changed.
    private void SetWriteAheadLog(Database database)
    {
        using Statement set = database.Prepare("PRAGMA journal_mode = WAL");
        if (!set.Step() || !set.GetOctets(0).SequenceEqual("wal"u8))
        {
            throw new StompStoreException(
                StompStoreFailure.Unavailable, $"{_path} cannot have a write-ahead log: take a folder on a disk of this machine, not of the network.");
        }

        set.Reset();
    }

    private void CheckIntegrity(Database database)
    {
        if (!_options.CheckIntegrity)
        {
            return;
        }

        using Statement check = database.Prepare("PRAGMA quick_check(1)");
        if (!check.Step() || !check.GetOctets(0).SequenceEqual("ok"u8))
        {
            throw new StompStoreException(StompStoreFailure.Corrupted, SqliteErrors.Damaged(_path) + '.');
        }

        check.Reset();
    }

    private ReadConnection OpenReader()
    {
        Database database = Database.Open(_path);
        try
        {
            database.Set("query_only", 1);
            database.Set("cache_size", -_options.CacheBytes / 4096);
            return new ReadConnection(database);
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }
}
