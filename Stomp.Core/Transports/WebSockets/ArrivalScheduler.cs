using System.IO.Pipelines;

namespace Stomp.Core.Transports.WebSockets;

/// <summary>
/// Has the reader of a pipe go on where octets arrive, instead of in another thread's turn for each read. Who wakes it otherwise, a timer
/// that cancels its read, say, does not run it: then it is the thread pool's.
/// </summary>
/// <remarks>Thread-safe; one for all pipes.</remarks>
internal sealed class ArrivalScheduler : PipeScheduler
{
    [ThreadStatic]
    private static bool _isArriving;

    public static ArrivalScheduler Instance { get; } = new();

    /// <summary>Flushes what has arrived. A reader that waits for it goes on before this returns.</summary>
    public static ValueTask<FlushResult> FlushAsync(PipeWriter writer)
    {
        _isArriving = true;
        try
        {
            return writer.FlushAsync();
        }
        finally
        {
            _isArriving = false;
        }
    }

    public override void Schedule(Action<object?> action, object? state)
    {
        if (_isArriving)
        {
            _isArriving = false; // what the reader does may wake the readers of other pipes
            action(state);
        }
        else
        {
            System.Threading.ThreadPool.UnsafeQueueUserWorkItem(action, state, preferLocal: false);
        }
    }
}
