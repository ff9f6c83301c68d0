using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Stomp.Broker.Sqlite;

namespace Stomp.Tests.Storage;

/// <summary>A folder for the SQLite stores of one test.</summary>
internal sealed class SqliteFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("stomp-store-").FullName;

    public string Database => System.IO.Path.Combine(Path, "stomp.db");

    public string Log => Database + "-wal";

    public SqliteMessageStore CreateStore(Action<StompSqliteOptions>? configure = null)
    {
        var options = new StompSqliteOptions { Directory = Path };
        configure?.Invoke(options);
        return new SqliteMessageStore(Options.Create(options), NullLogger<SqliteMessageStore>.Instance);
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
