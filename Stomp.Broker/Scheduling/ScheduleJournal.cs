using Stomp.Broker.Destinations.Queues;
using Stomp.Broker.Storage;

namespace Stomp.Broker.Scheduling;

/// <summary>Has the store follow which persistent messages wait for their time. They are one queue there; the delivery count is that of repetitions.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class ScheduleJournal(BrokerStorage storage, PositionCounter positions) : IStoreOwner
{
    private readonly Lock _lock = new();
    private long _id; // of the queue; 0 while it is not there

    /// <summary>The schedule is in the store already.</summary>
    public void Restore(long id) => _id = id;

    /// <summary>A message waits.</summary>
    public void Added(ScheduledMessage scheduled)
    {
        if (!scheduled.Message.Properties.IsPersistent || !scheduled.CanBeFound || storage.Writer is not { } writer)
        {
            return;
        }

        scheduled.Position = positions.Take(1);
        var info = new StoredMessageInfo(
            GetId(writer), scheduled.Position, scheduled.Message.Properties.Priority, Due: Math.Max(scheduled.Due, 1), DeliveryCount: scheduled.Repeated);
        StoreTicket.Set(writer.Add(info, scheduled.Message, this));
    }

    /// <summary>A message waits for another time.</summary>
    public void Advanced(ScheduledMessage scheduled)
    {
        if (scheduled.Position != 0 && storage.Writer is { } writer)
        {
            StoreTicket.Set(writer.Update(GetId(writer), scheduled.Position, scheduled.Repeated, scheduled.Due));
        }
    }

    /// <summary>A message does not wait any more. Call it when it is where it belongs: a crash in between must not lose it.</summary>
    public void Removed(ScheduledMessage scheduled)
    {
        if (scheduled.Position != 0 && storage.Writer is { } writer)
        {
            StoreTicket.Set(writer.Remove(GetId(writer), scheduled.Position));
        }
    }

    void IStoreOwner.OnAddFailed(long queue, long position, StompStoreException failure)
    {
        // The sender is told; the message is delivered all the same if the broker lives until then.
    }

    void IStoreOwner.OnSetFailed(ReadOnlyMemory<byte> key, StompStoreException failure)
    {
        // It sets no values.
    }

    private long GetId(StoreWriter writer)
    {
        lock (_lock)
        {
            if (_id == 0)
            {
                _id = storage.TakeQueueId();
                writer.CreateQueue(_id, (int)StoredQueueKind.Schedule, ReadOnlyMemory<byte>.Empty, ReadOnlyMemory<byte>.Empty);
            }

            return _id;
        }
    }
}
