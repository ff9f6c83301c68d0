namespace Stomp.Broker.Sessions;

/// <summary>What a session waits for that has sent to a destination which is full now: while it does, nothing more is read of its client.</summary>
/// <remarks>The session's loop uses it; the members that say so others may use meanwhile.</remarks>
internal sealed class SessionRoom
{
    // Its lock is its own object: nobody else has it.
    private Task? _room;
    private TaskCompletionSource? _end; // made when there is something to wait for
    private bool _isEnding;

    /// <summary>Whether the session waits. Any thread may ask.</summary>
    public bool IsWaiting { get; private set; }

    /// <summary>Adds what is to be waited for, if there is something.</summary>
    public void Add(Task? room)
    {
        if (room is not null)
        {
            _room = _room is null ? room : Task.WhenAll(_room, room);
        }
    }

    /// <summary>Adds all that is to be waited for.</summary>
    public void Add(IEnumerable<Task> rooms)
    {
        foreach (Task room in rooms)
        {
            Add(room);
        }
    }

    /// <summary>What must be waited for before the next frame; <see langword="null"/>, nearly always, when nothing.</summary>
    public Task? Take()
    {
        if (_room is null)
        {
            return null;
        }

        Task room = _room;
        _room = null;
        lock (this)
        {
            if (_isEnding || room.IsCompleted)
            {
                return null;
            }

            _end ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            IsWaiting = true;
        }

        return WaitAsync(room, _end.Task);
    }

    /// <summary>The session is to end, or its client has gone: it waits no more. Any thread may call it.</summary>
    public void End()
    {
        lock (this)
        {
            _isEnding = true;
            _end?.TrySetResult();
        }
    }

    private async Task WaitAsync(Task room, Task end)
    {
        await Task.WhenAny(room, end);
        IsWaiting = false;
    }
}
