using Stomp.Broker.Security;
using Stomp.Broker.Subscriptions;

namespace Stomp.Broker.Sessions;

/// <summary>The events of one session: each is told when those before it have been, on the thread pool.</summary>
/// <remarks>The session's loop raises them; any thread may end the waiting for room.</remarks>
internal sealed class SessionEvents(SessionEventHandlers handlers, IStompSession session) : IThreadPoolWorkItem
{
    // Above so many the session waits for its handlers, so that a client that subscribes and unsubscribes does not fill the memory.
    private const int MaxWaiting = 64;

    private readonly Lock _lock = new();
    private readonly Queue<Func<IStompSessionEvents, ValueTask>> _waiting = new();
    private bool _isRunning;
    private bool _isEnding;
    private bool _hasBegun;
    private bool _isOver;
    private TaskCompletionSource? _room;

    public void Connecting(StompConnectRequest request)
    {
        _hasBegun = true;
        Raise(handler => handler.OnConnectingAsync(session, request));
    }

    public void Connected() => Raise(handler => handler.OnConnectedAsync(session));

    public void Subscribed(Subscription subscription)
    {
        var begun = new StompSubscription(session, subscription);
        Raise(handler => handler.OnSubscribedAsync(begun));
    }

    public void Unsubscribed(Subscription subscription, StompUnsubscribeCause cause)
    {
        var ended = new StompSubscription(session, subscription);
        Raise(handler => handler.OnUnsubscribedAsync(ended, cause));
    }

    /// <summary>The last event; the first call counts.</summary>
    public void Disconnected(SessionEnd end)
    {
        if (_hasBegun && !_isOver)
        {
            _isOver = true;
            Raise(handler => handler.OnDisconnectedAsync(session, end.Cause, end.Reason));
        }
    }

    /// <summary>What the session must wait for before it goes on; <see langword="null"/>, nearly always, when nothing.</summary>
    public Task? WaitForRoom()
    {
        lock (_lock)
        {
            return _waiting.Count < MaxWaiting || _isEnding
                ? null
                : (_room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    /// <summary>The session is asked to end, and waits no more.</summary>
    public void OnEnding()
    {
        lock (_lock)
        {
            _isEnding = true;
            GiveRoom();
        }
    }

    void IThreadPoolWorkItem.Execute() => _ = RunAsync();

    private void Raise(Func<IStompSessionEvents, ValueTask> tell)
    {
        lock (_lock)
        {
            _waiting.Enqueue(tell);
            if (_isRunning)
            {
                return;
            }

            _isRunning = true;
        }

        handlers.OnStarted();
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    private async Task RunAsync()
    {
        while (TryTake(out Func<IStompSessionEvents, ValueTask>? tell))
        {
            await handlers.TellAsync(tell!);
        }

        handlers.OnFinished();
    }

    private bool TryTake(out Func<IStompSessionEvents, ValueTask>? tell)
    {
        lock (_lock)
        {
            if (!_waiting.TryDequeue(out tell))
            {
                _isRunning = false;
                return false;
            }

            if (_waiting.Count <= MaxWaiting / 2)
            {
                GiveRoom();
            }

            return true;
        }
    }

    private void GiveRoom()
    {
        _room?.SetResult();
        _room = null;
    }
}
