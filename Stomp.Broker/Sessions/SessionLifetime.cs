using System.Collections.Concurrent;

namespace Stomp.Broker.Sessions;

/// <summary>What the application keeps with a session, and how it is told of the end. All of it is made at the first use.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class SessionLifetime
{
    private readonly Lock _lock = new();
    private ConcurrentDictionary<object, object?>? _items;
    private CancellationTokenSource? _closed;
    private TaskCompletionSource? _ended;
    private bool _isClosed;
    private bool _isEnded;

    public ConcurrentDictionary<object, object?> Items =>
        Volatile.Read(ref _items)
        ?? Interlocked.CompareExchange(ref _items, new ConcurrentDictionary<object, object?>(concurrencyLevel: 1, capacity: 0), null)
        ?? _items;

    /// <summary>Fires at <see cref="Close"/>.</summary>
    public CancellationToken Closed
    {
        get
        {
            lock (_lock)
            {
                return _isClosed && _closed is null ? new CancellationToken(canceled: true) : (_closed ??= new CancellationTokenSource()).Token;
            }
        }
    }

    /// <summary>Completes at <see cref="End"/>.</summary>
    public Task Ended
    {
        get
        {
            lock (_lock)
            {
                return _isEnded && _ended is null
                    ? Task.CompletedTask
                    : (_ended ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            }
        }
    }

    /// <summary>The session ends.</summary>
    public void Close()
    {
        CancellationTokenSource? closed;
        lock (_lock)
        {
            if (_isClosed)
            {
                return;
            }

            _isClosed = true;
            closed = _closed;
        }

        _ = closed?.CancelAsync(); // callbacks may take their time, and throw
    }

    /// <summary>The connection is closed.</summary>
    public void End()
    {
        Close();
        lock (_lock)
        {
            _isEnded = true;
            _ended?.SetResult();
        }
    }
}
