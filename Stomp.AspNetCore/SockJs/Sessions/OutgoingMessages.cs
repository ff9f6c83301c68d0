using Stomp.AspNetCore.SockJs.Frames;

namespace Stomp.AspNetCore.SockJs.Sessions;

/// <summary>The messages that a session holds for its client: those that wait, and those that are being written.</summary>
/// <remarks>
/// The session's lock is held for all calls. What was taken belongs to the receiver until it is written; so a session has the memory of what may be
/// buffered, and of one flush more.
/// </remarks>
internal sealed class OutgoingMessages(int maxBytes)
{
    private readonly AsyncSignal _room = new();
    private MessageBatch _waiting = new();
    private MessageBatch _taken = new();
    private int _takenBytes;

    /// <summary>Whether there are any to be taken.</summary>
    public bool Any => _waiting.Count > 0;

    /// <summary>Whether more may be added.</summary>
    public bool HasRoom => _waiting.Length + _takenBytes <= maxBytes;

    /// <summary>Takes messages over.</summary>
    public void Add(MessageBatch messages) => messages.MoveTo(_waiting);

    /// <summary>Hands out all that wait, for one frame.</summary>
    public MessageBatch Take()
    {
        (_waiting, _taken) = (_taken, _waiting);
        _takenBytes = _taken.Length;
        return _taken;
    }

    /// <summary>What was taken is written.</summary>
    public void OnWritten()
    {
        _takenBytes = 0;

        // Not for each frame: who waits for room has much to say.
        if (_waiting.Length <= maxBytes / 2)
        {
            _room.Set();
        }
    }

    /// <summary>Forgets those that wait. Who waits for room looks again.</summary>
    public void Clear()
    {
        _waiting.Clear();
        _room.Set();
    }

    /// <summary>Completes when there may be room again.</summary>
    public ValueTask WaitForRoomAsync() => _room.WaitAsync();
}
