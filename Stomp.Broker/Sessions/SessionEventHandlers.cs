using Microsoft.Extensions.Logging;

namespace Stomp.Broker.Sessions;

/// <summary>Those who want to know of events, and the events that they are being told of.</summary>
/// <remarks>Thread-safe; one for each broker.</remarks>
internal sealed class SessionEventHandlers(IStompSessionEvents[] handlers, ILogger logger)
{
    private readonly Lock _lock = new();
    private int _running;
    private TaskCompletionSource? _idle;

    /// <summary>Tells all of them, one after another. Does not throw.</summary>
    public async ValueTask TellAsync(Func<IStompSessionEvents, ValueTask> tell)
    {
        foreach (IStompSessionEvents handler in handlers)
        {
            try
            {
                await tell(handler);
            }
            catch (Exception exception)
            {
                SessionLog.EventHandlerFailed(logger, exception, handler.GetType());
            }
        }
    }

    /// <summary>Completes when no session has events that wait.</summary>
    public Task WaitUntilIdleAsync()
    {
        lock (_lock)
        {
            return _running == 0
                ? Task.CompletedTask
                : (_idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    public void OnStarted()
    {
        lock (_lock)
        {
            _running++;
        }
    }

    public void OnFinished()
    {
        lock (_lock)
        {
            if (--_running == 0)
            {
                _idle?.SetResult();
                _idle = null;
            }
        }
    }
}
