using System.Collections.Concurrent;

namespace Stomp.Broker.Sqlite;

/// <summary>Lends connections that read, and makes them when they are wanted first. Reads go on the thread pool: they may wait for the disk.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class ReadPool(int count, Func<ReadConnection> open) : IDisposable
{
    private readonly SemaphoreSlim _free = new(count);
    private readonly ConcurrentBag<ReadConnection> _idle = [];

    public async ValueTask<T> RunAsync<T>(Func<ReadConnection, T> read, CancellationToken cancellationToken)
    {
        await _free.WaitAsync(cancellationToken);
        try
        {
            return await Task.Run(() => Run(read), cancellationToken);
        }
        finally
        {
            _free.Release();
        }
    }

    public void Dispose()
    {
        while (_idle.TryTake(out ReadConnection? connection))
        {
            connection.Dispose();
        }

        _free.Dispose();
    }

    private T Run<T>(Func<ReadConnection, T> read)
    {
        ReadConnection connection = _idle.TryTake(out ReadConnection? idle) ? idle : open();
        try
        {
            return read(connection);
        }
        finally
        {
            _idle.Add(connection);
        }
    }
}
