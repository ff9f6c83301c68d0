using System.Collections.Concurrent;
using Stomp.Core.Transports;

namespace Stomp.Broker.Sessions;

/// <summary>What others have a session's loop do between two frames, since its state belongs to the loop. Costs nothing while nobody does.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class SessionOrders(StompConnection connection, SessionLifetime lifetime)
{
    private ConcurrentQueue<Action>? _orders;

    /// <summary>Has something done by the loop, soon; when the session has ended, at once and by the caller.</summary>
    public void Add(Action order)
    {
        if (Volatile.Read(ref _orders) is null)
        {
            Interlocked.CompareExchange(ref _orders, new ConcurrentQueue<Action>(), null);
        }

        _orders!.Enqueue(order);
        if (lifetime.Ended.IsCompleted)
        {
            Run();
        }
        else
        {
            connection.Input.CancelPendingRead();
        }
    }

    /// <summary>Does what there is to do. The loop calls it, and once more when the session has ended.</summary>
    public void Run()
    {
        if (Volatile.Read(ref _orders) is { } orders)
        {
            while (orders.TryDequeue(out Action? order))
            {
                order();
            }
        }
    }
}
