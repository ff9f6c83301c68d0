using Stomp.Broker.Outboxes;

namespace Stomp.Broker.Handlers;

/// <summary>Waits until an outbox has room, so that a stream goes no faster than its reader.</summary>
internal sealed class RoomSignal : IRoomWaiter
{
    private readonly TaskCompletionSource _room = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Waits until a session takes more, or is over.</summary>
    public static ValueTask WaitAsync(Outbox outbox, CancellationToken cancellationToken)
    {
        var signal = new RoomSignal();
        return outbox.HasRoomOrWait(signal) ? ValueTask.CompletedTask : new ValueTask(signal._room.Task.WaitAsync(cancellationToken));
    }

    public void OnRoom(DeliveryBatch batch) => _room.TrySetResult();
}
