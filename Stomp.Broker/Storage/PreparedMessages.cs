using Stomp.Broker.Messages;

namespace Stomp.Broker.Storage;

/// <summary>What a transaction adds to the store and removes from it, all or none, before any of it takes effect.</summary>
/// <remarks>Its session's loop uses it.</remarks>
internal sealed class PreparedMessages : IStoreUnitOwner, IStoreWaiter
{
    private readonly Dictionary<(object Queue, Message Message), Queue<long>> _positions = [];
    private readonly TaskCompletionSource<StompStoreException?> _stored = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public PreparedMessages()
    {
        Unit = new StoreUnit(this);
    }

    /// <summary>The operations.</summary>
    public StoreUnit Unit { get; }

    /// <summary>A message is stored for a queue, at a position.</summary>
    public void Add(object queue, Message message, long position)
    {
        if (!_positions.TryGetValue((queue, message), out Queue<long>? positions))
        {
            _positions.Add((queue, message), positions = new Queue<long>());
        }

        positions.Enqueue(position);
    }

    /// <summary>Takes the position at which a message is stored for a queue; <see langword="false"/> when it is not.</summary>
    public bool TryTake(object queue, Message message, out long position)
    {
        position = 0;
        return _positions.TryGetValue((queue, message), out Queue<long>? positions) && positions.TryDequeue(out position);
    }

    /// <summary>Stores all of it, or nothing.</summary>
    /// <returns>Why nothing was stored; <see langword="null"/> when all is.</returns>
    public async Task<StompStoreException?> StoreAsync(StoreWriter writer)
    {
        if (!writer.TryWait(writer.Commit(Unit), this, out StompStoreException? failure))
        {
            return failure;
        }

        return await _stored.Task;
    }

    void IStoreUnitOwner.OnUnitFailed(StoreUnit unit, StompStoreException failure)
    {
        // Who waits for it puts all back: nothing of it has taken effect.
    }

    void IStoreWaiter.OnStored(long ticket, StompStoreException? failure) => _stored.SetResult(failure);
}
