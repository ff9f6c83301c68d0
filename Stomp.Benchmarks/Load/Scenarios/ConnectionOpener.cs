using System.Globalization;
using Stomp.Benchmarks.Load.Wire;

namespace Stomp.Benchmarks.Load.Scenarios;

/// <summary>Opens the connections of a run, so many at a time, and waits until each is set up as its scenario wants it.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class ConnectionOpener(int concurrency) : IDisposable
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(50);

    private readonly SemaphoreSlim _slots = new(concurrency);
    private volatile string? _failure;
    private int _completed;

    /// <summary>How many are set up.</summary>
    public int Completed => Volatile.Read(ref _completed);

    /// <summary>One more is set up.</summary>
    public void Complete()
    {
        Interlocked.Increment(ref _completed);
        _slots.Release();
    }

    /// <summary>One has failed.</summary>
    public void Fail(string reason) => _failure ??= reason;

    /// <summary>Opens all of them.</summary>
    /// <exception cref="LoadException">One failed, or they took too long.</exception>
    public void Open(IReadOnlyList<Connection> connections, TimeSpan timeout, CancellationToken cancellationToken)
    {
        long deadline = Environment.TickCount64 + (long)timeout.TotalMilliseconds;
        foreach (Connection connection in connections)
        {
            TakeSlot(deadline, connections.Count, cancellationToken);
            lock (connection.Gate)
            {
                connection.Open();
            }
        }

        while (Completed < connections.Count)
        {
            TakeSlot(deadline, connections.Count, cancellationToken);
        }
    }

    public void Dispose() => _slots.Dispose();

    private void TakeSlot(long deadline, int all, CancellationToken cancellationToken)
    {
        while (!_slots.Wait(BetweenLooks, cancellationToken))
        {
            if (_failure is null && Environment.TickCount64 > deadline)
            {
                _failure = string.Create(CultureInfo.InvariantCulture, $"only {Completed} of {all} connections were ready in time");
            }

            if (_failure is not null)
            {
                break;
            }
        }

        if (_failure is { } reason)
        {
            throw new LoadException($"set-up failed: {reason}");
        }
    }
}
