using System.Runtime.InteropServices;
using Stomp.Broker.Messages;
using Stomp.Broker.Outboxes;
using Stomp.Broker.Subscriptions;

namespace Stomp.Broker.Destinations.Queues;

/// <summary>
/// Messages in order, each for one of the competing consumers. Consumers take turns; one that has no credit left, or whose outbox has
/// much unsent, is passed over until that has changed, and the messages stay here.
/// </summary>
/// <remarks>
/// Thread-safe, by one lock; under it only the outboxes' leaf locks are taken. The queue holds a reference to each message until it was
/// consumed: sent in <see cref="AckMode.Auto"/>, else accepted.
/// </remarks>
internal sealed class MessageQueue(byte[] name, QueueBudget budget, IQueueOwner? owner) : IDeliverySource
{
    private readonly Lock _lock = new();
    private readonly ReadyMessages _ready = new();
    private readonly Dictionary<Subscription, QueueConsumer> _consumers = [];
    private readonly ConsumerRotation _rotation = new();
    private long _lastPosition;
    private long _bytes; // ready, un-acknowledged and reserved

    /// <summary>The destination.</summary>
    public byte[] Name => name;

    /// <summary>Whether nobody uses the queue any more; it then takes nothing, so that it can be forgotten.</summary>
    public bool IsRetired { get; private set; }

    /// <summary>Sets the place for a message aside.</summary>
    public QueueResult TryReserve(Message message)
    {
        lock (_lock)
        {
            if (IsRetired)
            {
                return QueueResult.Retired;
            }

            return budget.TryTake(ref _bytes, message);
        }
    }

    public void Unreserve(Message message)
    {
        lock (_lock)
        {
            budget.GiveBack(ref _bytes, message);
        }

        RetireIfUnused();
    }

    /// <summary>Takes messages, in order, with one reference to each.</summary>
    /// <param name="messages">The messages.</param>
    /// <param name="isReserved">Whether their places are set aside.</param>
    /// <param name="batch">Gets the outboxes that are to be woken.</param>
    /// <param name="taken">How many were taken; the references to the others are still the caller's.</param>
    public QueueResult TryPublish(ReadOnlySpan<Message> messages, bool isReserved, DeliveryBatch batch, out int taken)
    {
        taken = 0;
        lock (_lock)
        {
            if (IsRetired)
            {
                return QueueResult.Retired;
            }

            QueueResult result = QueueResult.Taken;
            foreach (Message message in messages)
            {
                if (!isReserved && (result = TryTakePlace(message, batch)) != QueueResult.Taken)
                {
                    break;
                }

                _ready.Add(new QueuedMessage(message, ++_lastPosition, Deliveries: 0));
                taken++;
            }

            Dispatch(batch);
            return result;
        }
    }

    /// <summary>Takes a message that came back to a queue of this name which was retired, with the reference to it: to the end, counted but not limited.</summary>
    public bool TryTakeOver(Message message, int deliveries, DeliveryBatch batch)
    {
        lock (_lock)
        {
            if (IsRetired)
            {
                return false;
            }

            budget.Take(ref _bytes, message);
            _ready.Add(new QueuedMessage(message, ++_lastPosition, deliveries));
            Dispatch(batch);
            return true;
        }
    }

    /// <summary>Adds a consumer; <see langword="false"/> when the queue is retired.</summary>
    public bool TryAdd(Subscription subscription, DeliveryBatch batch)
    {
        lock (_lock)
        {
            if (IsRetired)
            {
                return false;
            }

            var consumer = new QueueConsumer(this, subscription);
            _consumers.Add(subscription, consumer);
            subscription.Source = this;
            _rotation.Add(consumer);
            Dispatch(batch);
            return true;
        }
    }

    /// <summary>Takes a consumer away. Its un-acknowledged messages go back, in order.</summary>
    public void Remove(Subscription subscription, DeliveryBatch batch)
    {
        subscription.Outbox.SetActive(subscription, active: false);
        lock (_lock)
        {
            if (_consumers.Remove(subscription, out QueueConsumer? consumer))
            {
                consumer.HasLeft = true;
                _rotation.Remove(consumer);
                if (consumer.Unacked is not null)
                {
                    Return(consumer.Unacked.TakeAll());
                }

                Dispatch(batch);
            }
        }

        RetireIfUnused();
    }

    /// <summary>Lets all messages go; for a queue whose only consumer has left.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            IsRetired = true;
            while (_ready.Count > 0)
            {
                Consume(_ready.TakeFront().Message);
            }
        }
    }

    public bool TryTake(Subscription subscription, long sequence, List<UnackedDelivery> taken)
    {
        lock (_lock)
        {
            if (!_consumers.TryGetValue(subscription, out QueueConsumer? consumer) || consumer.Unacked is null)
            {
                return false;
            }

            if (subscription.AckMode == AckMode.Client)
            {
                int before = taken.Count;
                bool isThere = consumer.Unacked.TryTakeThrough(sequence, taken);
                consumer.Taken += taken.Count - before;
                return isThere;
            }

            bool found = consumer.Unacked.TryTake(sequence, out UnackedDelivery delivery);
            if (found)
            {
                taken.Add(delivery);
                consumer.Taken++;
            }

            return found;
        }
    }

    public void Accept(Subscription subscription, ReadOnlySpan<UnackedDelivery> taken, DeliveryBatch batch)
    {
        lock (_lock)
        {
            foreach (ref readonly UnackedDelivery delivery in taken)
            {
                Consume(delivery.Message);
            }

            OnSettled(subscription, taken.Length, batch);
        }

        if (!subscription.IsActive)
        {
            RetireIfUnused(); // the subscription ended before the transaction did
        }
    }

    public void Reject(Subscription subscription, ReadOnlySpan<UnackedDelivery> taken, in Rejection rejection, DeliveryBatch batch)
    {
        if (rejection.Outcome != RejectionOutcome.Requeue)
        {
            Accept(subscription, taken, batch);
            return;
        }

        lock (_lock)
        {
            Return(taken);
            OnSettled(subscription, taken.Length, batch);
        }
    }

    public void Restore(Subscription subscription, ReadOnlySpan<UnackedDelivery> taken, DeliveryBatch batch)
    {
        lock (_lock)
        {
            if (_consumers.TryGetValue(subscription, out QueueConsumer? consumer) && consumer.Unacked is not null)
            {
                consumer.Unacked.Restore(taken);
                consumer.Taken -= taken.Length;
                return;
            }

            Return(taken);
            Dispatch(batch);
        }
    }

    public void TakeBack(Subscription subscription, Message message, long sequence, int deliveries)
    {
        if (subscription.AckMode != AckMode.Auto)
        {
            message.Release(); // it is un-acknowledged still, and goes back as such
            return;
        }

        DeliveryBatch batch = DeliveryBatch.OfThread;
        if (!TryTakeBack(new QueuedMessage(message, sequence, deliveries), batch))
        {
            owner!.Republish(this, message, deliveries, batch); // a backlog has no deliveries in auto mode
        }

        batch.WakeAll();
    }

    public void Discard(Subscription subscription, long sequence)
    {
        DeliveryBatch batch = DeliveryBatch.OfThread;
        lock (_lock)
        {
            if (!_consumers.TryGetValue(subscription, out QueueConsumer? consumer)
                || consumer.Unacked is null
                || !consumer.Unacked.TryTake(sequence, out UnackedDelivery delivery))
            {
                return;
            }

            Consume(delivery.Message);
            OnSettled(subscription, 0, batch);
        }

        batch.WakeAll();
    }

    /// <summary>The outbox of a consumer has drained.</summary>
    public void OnRoom(QueueConsumer consumer, DeliveryBatch batch)
    {
        lock (_lock)
        {
            consumer.AwaitsRoom = false;
            _rotation.Add(consumer);
            Dispatch(batch);
        }
    }

    /// <summary>Retires the queue when it has neither messages nor consumers.</summary>
    public void RetireIfUnused()
    {
        lock (_lock)
        {
            if (IsRetired || _consumers.Count > 0 || _bytes > 0)
            {
                return;
            }

            IsRetired = true;
        }

        owner?.OnRetired(this);
    }

    // Those before it in its run stand here only because they came with it: there may be consumers for them.
    private QueueResult TryTakePlace(Message message, DeliveryBatch batch)
    {
        QueueResult result = budget.TryTake(ref _bytes, message);
        if (result == QueueResult.Taken || _ready.Count == 0)
        {
            return result;
        }

        Dispatch(batch);
        return budget.TryTake(ref _bytes, message);
    }

    private bool TryTakeBack(in QueuedMessage unsent, DeliveryBatch batch)
    {
        lock (_lock)
        {
            if (IsRetired)
            {
                return false;
            }

            budget.Take(ref _bytes, unsent.Message);
            _ready.Insert([unsent]);
            Dispatch(batch);
            return true;
        }
    }

    private void OnSettled(Subscription subscription, int taken, DeliveryBatch batch)
    {
        if (_consumers.TryGetValue(subscription, out QueueConsumer? consumer))
        {
            consumer.Taken -= taken;
            _rotation.Add(consumer);
        }

        Dispatch(batch);
    }

    // Every consumer in the rotation is looked at only when there is a message for it, and leaves it when it cannot take one:
    // however many there are, a delivery looks at few.
    private void Dispatch(DeliveryBatch batch)
    {
        while (_ready.Count > 0 && _rotation.TryTake(out QueueConsumer consumer))
        {
            if (!consumer.HasCredit)
            {
                continue;
            }

            if (!consumer.Subscription.Outbox.HasRoomOrWait(consumer))
            {
                consumer.AwaitsRoom = true;
                continue;
            }

            if (TryDeliver(consumer, _ready.Front, batch))
            {
                _ready.TakeFront();
                _rotation.Add(consumer);
            }
        }
    }

    private bool TryDeliver(QueueConsumer consumer, in QueuedMessage queued, DeliveryBatch batch)
    {
        Subscription subscription = consumer.Subscription;
        Message message = queued.Message;
        if (consumer.Unacked is null)
        {
            // The queue's reference goes with the message; the position, to come back to, as its number.
            (int length, int footprint) = (message.Length, message.Footprint);
            bool appended = subscription.Outbox.TryAppend(message, subscription, queued.Position, queued.Deliveries, batch);
            if (appended)
            {
                budget.GiveBack(ref _bytes, length, footprint); // the message itself may be sent and gone by now
            }

            return appended;
        }

        message.AddReferences(1);
        long sequence = consumer.Unacked.Add(message, queued.Position, queued.Deliveries);
        if (subscription.Outbox.TryAppend(message, subscription, sequence, queued.Deliveries, batch))
        {
            return true;
        }

        consumer.Unacked.TryTake(sequence, out _);
        message.Release();
        return false;
    }

    private void Consume(Message message)
    {
        budget.GiveBack(ref _bytes, message);
        message.Release();
    }

    private void Return(List<UnackedDelivery> deliveries) => Return(CollectionsMarshal.AsSpan(deliveries));

    private void Return(ReadOnlySpan<UnackedDelivery> deliveries)
    {
        if (IsRetired)
        {
            // They were in a transaction when the backlog that they came from ended: there is nobody to have them.
            foreach (ref readonly UnackedDelivery delivery in deliveries)
            {
                Consume(delivery.Message);
            }

            return;
        }

        var returned = new QueuedMessage[deliveries.Length];
        for (int i = 0; i < deliveries.Length; i++)
        {
            returned[i] = new QueuedMessage(deliveries[i].Message, deliveries[i].Position, deliveries[i].Deliveries + 1);
        }

        // Redelivered messages may have a later number than ones they stood before.
        Array.Sort(returned, static (a, b) => a.Position.CompareTo(b.Position));
        _ready.Insert(returned);
    }
}
