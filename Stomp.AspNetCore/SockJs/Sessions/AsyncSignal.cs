using System.Threading.Tasks.Sources;

namespace Stomp.AspNetCore.SockJs.Sessions;

/// <summary>Wakes the one that waits, or the next that will.</summary>
/// <remarks>Its owner's lock is held for all calls; who waits resumes on the thread pool, outside of it.</remarks>
internal sealed class AsyncSignal : IValueTaskSource
{
    private ManualResetValueTaskSourceCore<bool> _core = new() { RunContinuationsAsynchronously = true };
    private bool _isSet;
    private bool _isAwaited;

    /// <summary>Completes when it is set; it is not set any more then. One waits at a time.</summary>
    public ValueTask WaitAsync()
    {
        if (_isSet)
        {
            _isSet = false;
            return ValueTask.CompletedTask;
        }

        _core.Reset();
        _isAwaited = true;
        return new ValueTask(this, _core.Version);
    }

    public void Set()
    {
        if (_isAwaited)
        {
            _isAwaited = false;
            _core.SetResult(true);
        }
        else
        {
            _isSet = true;
        }
    }

    void IValueTaskSource.GetResult(short token) => _core.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);
}
