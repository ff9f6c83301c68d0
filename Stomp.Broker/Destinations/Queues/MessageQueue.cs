using System.Runtime.InteropServices;
using System.Text;
using Stomp.Broker.Messages;
using Stomp.Broker.Outboxes;
using Stomp.Broker.Storage;
using Stomp.Broker.Subscriptions;
using Stomp.Broker.Timing;

namespace Stomp.Broker.Destinations.Queues;

/// <summary>
/// Messages in order, each for one of the competing consumers. Consumers take turns; one that has no credit left, or whose outbox has
/// much unsent, is passed over until that has changed, and the messages stay here.
/// </summary>
/// <remarks>
/// Thread-safe, by one lock; under it only leaf locks are taken: the outboxes' and the ticker's. The queue holds a reference to each message until it was
/// consumed: sent in <see cref="AckMode.Auto"/>, else accepted. What it does is in <see cref="QueueContents"/>, the side of the messages, and
/// <see cref="QueueDispatcher"/>, that of the consumers; here is what they do together, and when.
/// </remarks>
internal sealed class MessageQueue : IThreadPoolWorkItem
{
    private readonly Lock _lock = new();
    private readonly IQueueOwner? _owner;
    private readonly QueueContext? _context;
    private readonly QueueClock? _clock;
    private readonly QueueContents _contents;
    private readonly QueueDispatcher _dispatcher;
    private long _lastPosition; // where there is no context
    private long _unusedSince;
    private int _reserved; // places set aside
    private bool _isScheduled; // on the thread pool, to go on with a dispatch

    /// <summary>Makes a queue.</summary>
    /// <param name="name">The destination.</param>
    /// <param name="budget">What it may hold.</param>
    /// <param name="owner">Who has it under its name; <see langword="null"/> for a backlog, which ends with its only consumer.</param>
    /// <param name="policy">How it behaves.</param>
    /// <param name="context">What it shares with others; without it messages neither expire nor have priorities, groups or ids.</param>
    /// <param name="journal">Is told of all that it holds.</param>
    public MessageQueue(
        byte[] name, QueueBudget budget, IQueueOwner? owner, QueuePolicy? policy = null, QueueContext? context = null, QueueJournal? journal = null)
    {
        Name = name;
        Policy = policy ?? QueuePolicy.Default;
        _owner = owner;
        _context = context;
        _clock = context is null ? null : new QueueClock(context.Ticker, Tick);
        _contents = new QueueContents(name, budget, Policy, context, _clock) { Journal = journal };
        _dispatcher = new QueueDispatcher(_contents, Policy, context, _clock);
        _unusedSince = context?.Time.GetTimestamp() ?? 0;
        journal?.Queue = this;
        StartExpiring();
    }

    /// <summary>The destination.</summary>
    public byte[] Name { get; }

    /// <summary>How it behaves.</summary>
    public QueuePolicy Policy { get; }

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

            QueueResult result = _contents.TryTakePlace(message);
            _reserved += result == QueueResult.Taken ? 1 : 0;
            return result;
        }
    }

    public void Unreserve(Message message)
    {
        lock (_lock)
        {
            _reserved--;
            _contents.GiveBack(message.Length, message.Footprint);
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
        QueueResult result = QueueResult.Taken;
        lock (_lock)
        {
            if (IsRetired)
            {
                return QueueResult.Retired;
            }

            _reserved -= isReserved ? messages.Length : 0;
            long position = TakePositions(messages.Length);
            foreach (Message message in messages)
            {
                if (!isReserved && (result = TryTakePlace(message, batch)) != QueueResult.Taken)
                {
                    break;
                }

                if (batch.Prepared is null || !TryAddStored(message, batch.Prepared))
                {
                    _contents.Add(message, position++);
                }

                taken++;
            }

            _dispatcher.Dispatch(batch);
            _contents.DropExcess();
        }

        Finish(batch);
        return result;
    }

    /// <summary>Has a message that will come stored with others, if it is to be stored.</summary>
    /// <returns><see langword="false"/> when the queue is retired.</returns>
    public bool TryPrepare(Message message, PreparedMessages prepared)
    {
        lock (_lock)
        {
            if (IsRetired)
            {
                return false;
            }

            if (_contents.Journal is { } journal && journal.Stores(message))
            {
                long position = TakePositions(1);
                journal.Prepare(new QueuedMessage(message, position, 0, Expires: _contents.GetExpiry(message)), prepared.Unit);
                prepared.Add(journal, message, position);
            }

            return true;
        }
    }

    /// <summary>Has messages that will be consumed removed from the store with others, if they are stored.</summary>
    public void PrepareRemoval(ReadOnlySpan<UnackedDelivery> taken, PreparedMessages prepared)
    {
        lock (_lock)
        {
            if (_contents.Journal is { } journal)
            {
                foreach (ref readonly UnackedDelivery delivery in taken)
                {
                    journal.PrepareRemoval(delivery.Message, delivery.Position, prepared.Unit);
                }
            }
        }
    }

    /// <summary>Takes a message back that was stored when the broker last ended, with a reference to it.</summary>
    public void Restore(Message message, in StoredMessageInfo info)
    {
        lock (_lock)
        {
            _contents.Restore(message, info);
        }
    }

    /// <summary>Remembers the id of a message again.</summary>
    public void Restore(ReadOnlySpan<byte> id, TimeSpan time)
    {
        lock (_lock)
        {
            _contents.Restore(id, time);
        }
    }

    /// <summary>A message could not be stored: if it waits still, it is as if it had never come.</summary>
    public void Withdraw(long position)
    {
        lock (_lock)
        {
            _contents.Withdraw(position);
        }

        RetireIfUnused();
    }

    /// <summary>Completes when the queue has place again; <see langword="null"/> when senders need not wait.</summary>
    public Task? WaitForRoom()
    {
        lock (_lock)
        {
            return IsRetired ? null : _contents.WaitForRoom();
        }
    }

    /// <summary>
    /// Takes a message that came back to a queue of this name which was retired, with the reference to it: to its place, counted but not limited.
    /// </summary>
    public bool TryTakeOver(Message message, long position, int deliveries, DeliveryBatch batch)
    {
        lock (_lock)
        {
            if (IsRetired)
            {
                return false;
            }

            _contents.TakeBack(message, position, deliveries);
            _dispatcher.Dispatch(batch);
        }

        Finish(batch);
        return true;
    }

    /// <summary>Adds a consumer, or a browser; <see langword="false"/> when the queue is retired.</summary>
    public bool TryAdd(Subscription subscription, DeliveryBatch batch)
    {
        lock (_lock)
        {
            if (IsRetired)
            {
                return false;
            }

            if (subscription.Options.Browse != BrowseMode.None && _context is not null)
            {
                var browser = new QueueBrowser(this, subscription, _contents.AddCursor(), _context.Positions.Last);
                subscription.Source = browser;
                _dispatcher.Join(browser);
            }
            else
            {
                var consumer = new QueueConsumer(this, subscription);
                subscription.Source = consumer;
                _dispatcher.Join(consumer);
            }

            _dispatcher.Dispatch(batch);
        }

        Finish(batch);
        return true;
    }

    /// <summary>Takes a consumer away. Its un-acknowledged messages go back, in order.</summary>
    public void Remove(Subscription subscription, DeliveryBatch batch)
    {
        subscription.Outbox.SetActive(subscription, active: false);
        lock (_lock)
        {
            if (subscription.Source is QueueBrowser browser)
            {
                _dispatcher.Leave(browser);
            }
            else if (subscription.Source is QueueConsumer { State: not ConsumerState.Gone } consumer)
            {
                _dispatcher.Leave(consumer);
                Return(CollectionsMarshal.AsSpan(consumer.Unacked?.TakeAll()));
                _dispatcher.Dispatch(batch);
            }

            if (!_dispatcher.HasConsumers)
            {
                _unusedSince = _context?.Time.GetTimestamp() ?? 0;
                StartExpiring();
            }
        }

        Finish(batch);
        RetireIfUnused();
    }

    /// <summary>Lets all messages go; for a queue that nobody has any more.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            IsRetired = true;
            _contents.Clear();
            _clock?.Stop();
        }
    }

    public bool TryTake(QueueConsumer consumer, long sequence, List<UnackedDelivery> taken)
    {
        lock (_lock)
        {
            if (consumer.State == ConsumerState.Gone || consumer.Unacked is null)
            {
                return false;
            }

            bool found;
            int before = taken.Count;
            if (consumer.Subscription.AckMode == AckMode.Client)
            {
                found = consumer.Unacked.TryTakeThrough(sequence, taken);
            }
            else
            {
                found = consumer.Unacked.TryTake(sequence, out UnackedDelivery delivery);
                if (found)
                {
                    taken.Add(delivery);
                }
            }

            consumer.Taken += taken.Count - before;
            return found;
        }
    }

    public void Accept(QueueConsumer consumer, ReadOnlySpan<UnackedDelivery> taken, DeliveryBatch batch)
    {
        lock (_lock)
        {
            consumer.OnSettled(taken);
            foreach (ref readonly UnackedDelivery delivery in taken)
            {
                _contents.Consume(delivery);
            }

            OnCredit(consumer, batch);
        }

        FinishAcknowledging(consumer, batch);
    }

    public void Reject(QueueConsumer consumer, ReadOnlySpan<UnackedDelivery> taken, in Rejection rejection, DeliveryBatch batch)
    {
        if (rejection.Outcome == RejectionOutcome.Discard)
        {
            Accept(consumer, taken, batch);
            return;
        }

        lock (_lock)
        {
            consumer.OnSettled(taken);
            if (rejection.Outcome == RejectionOutcome.DeadLetter)
            {
                foreach (ref readonly UnackedDelivery delivery in taken)
                {
                    _contents.Reject(delivery, rejection.Reason);
                }
            }
            else
            {
                Return(taken, isRefused: true, rejection.Delay);
            }

            OnCredit(consumer, batch);
        }

        FinishAcknowledging(consumer, batch);
    }

    public void Restore(QueueConsumer consumer, ReadOnlySpan<UnackedDelivery> taken, DeliveryBatch batch)
    {
        lock (_lock)
        {
            if (consumer.State != ConsumerState.Gone && consumer.Unacked is not null)
            {
                consumer.Unacked.Restore(taken);
                consumer.Taken -= taken.Length;
                return;
            }

            Return(taken);
            _dispatcher.Dispatch(batch);
        }

        Finish(batch);
    }

    public void TakeBack(QueueConsumer consumer, Message message, long sequence, int deliveries)
    {
        if (consumer.Unacked is not null)
        {
            message.Release(); // it is un-acknowledged still, and goes back as such
            return;
        }

        DeliveryBatch batch = DeliveryBatch.OfThread;
        if (!TryTakeOver(message, sequence, deliveries, batch))
        {
            _owner!.Republish(this, message, sequence, deliveries, batch); // a backlog has no deliveries in auto mode
        }

        batch.WakeAll();
    }

    public void Discard(QueueConsumer consumer, long sequence)
    {
        DeliveryBatch batch = DeliveryBatch.OfThread;
        lock (_lock)
        {
            if (consumer.State == ConsumerState.Gone || consumer.Unacked is null || !consumer.Unacked.TryTake(sequence, out UnackedDelivery delivery))
            {
                return;
            }

            consumer.UnackedBytes -= consumer.CountsBytes ? delivery.Message.Length : 0;
            _contents.Consume(delivery);
            OnCredit(consumer, batch);
        }

        Finish(batch);
        batch.WakeAll();
    }

    /// <summary>The outbox of a consumer has drained.</summary>
    public void OnRoom(QueueConsumer consumer, DeliveryBatch batch)
    {
        lock (_lock)
        {
            if (consumer.State == ConsumerState.AwaitsRoom)
            {
                consumer.State = ConsumerState.Outside;
                _dispatcher.Enter(consumer);
                _dispatcher.Dispatch(batch);
            }
        }

        Finish(batch);
    }

    /// <summary>The outbox of a browser has drained.</summary>
    public void OnRoom(QueueBrowser browser, DeliveryBatch batch)
    {
        lock (_lock)
        {
            browser.AwaitsRoom = false;
            _dispatcher.Dispatch(batch);
        }

        Finish(batch);
    }

    /// <summary>Retires the queue when it has neither messages nor consumers, and is not kept for a time in spite of that.</summary>
    public void RetireIfUnused()
    {
        lock (_lock)
        {
            if (IsRetired || _dispatcher.HasConsumers || !_contents.IsEmpty || Policy.Expires > TimeSpan.Zero)
            {
                return;
            }

            Retire();
        }

        _owner?.OnRetired(this);
    }

    void IThreadPoolWorkItem.Execute()
    {
        DeliveryBatch batch = DeliveryBatch.OfThread;
        lock (_lock)
        {
            _isScheduled = false;
            if (!IsRetired)
            {
                _dispatcher.Dispatch(batch);
            }
        }

        Finish(batch);
        batch.WakeAll();
    }

    // False when it is not stored yet.
    private bool TryAddStored(Message message, PreparedMessages prepared)
    {
        if (_contents.Journal is not { } journal || !prepared.TryTake(journal, message, out long stored))
        {
            return false;
        }

        if (!_contents.AddStored(message, stored))
        {
            journal.Removed(stored, isPersistent: true);
        }

        return true;
    }

    private long TakePositions(int count) =>
        _context is null ? (_lastPosition += count) - count + 1 : _context.Positions.Take(count);

    // Those before it in its run stand here only because they came with it: there may be consumers for them.
    private QueueResult TryTakePlace(Message message, DeliveryBatch batch)
    {
        QueueResult result = _contents.TryTakePlace(message);
        if (result == QueueResult.Taken || _contents.Ready.Count == 0)
        {
            return result;
        }

        _dispatcher.Dispatch(batch);
        return _contents.TryTakePlace(message);
    }

    private void OnCredit(QueueConsumer consumer, DeliveryBatch batch)
    {
        _dispatcher.Enter(consumer);
        _dispatcher.Dispatch(batch);
    }

    private void Return(ReadOnlySpan<UnackedDelivery> deliveries, bool isRefused = false, TimeSpan delay = default)
    {
        if (!IsRetired)
        {
            _contents.Return(deliveries, isRefused, delay);
            return;
        }

        // They were in a transaction when the queue that they came from ended: there is nobody to have them.
        foreach (ref readonly UnackedDelivery delivery in deliveries)
        {
            _contents.Consume(delivery);
        }
    }

    // What cannot be done with the lock held.
    private void Finish(DeliveryBatch batch)
    {
        if (_contents.HasDead || _dispatcher.IsUnfinished)
        {
            FinishSlowly(batch);
        }
    }

    private void FinishSlowly(DeliveryBatch batch)
    {
        List<DeadLetter>? dead;
        bool goesOn;
        lock (_lock)
        {
            dead = _contents.TakeDead();
            goesOn = _dispatcher.IsUnfinished && !_isScheduled && !IsRetired;
            _isScheduled |= goesOn;
        }

        if (goesOn)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }

        if (dead is not null)
        {
            _context!.DeadLetters.Publish(dead, batch);
        }
    }

    private void FinishAcknowledging(QueueConsumer consumer, DeliveryBatch batch)
    {
        Finish(batch);
        if (!consumer.Subscription.IsActive)
        {
            RetireIfUnused(); // the subscription ended before the transaction did
        }
    }

    // The ticker calls it.
    private long Tick(long now)
    {
        DeliveryBatch batch = DeliveryBatch.OfThread;
        List<QueueConsumer>? late = null;
        long due;
        bool isOver;
        lock (_lock)
        {
            if (IsRetired)
            {
                return long.MaxValue;
            }

            due = Math.Min(_contents.Tick(now), _dispatcher.FindLate(now, ref late));
            long end = GetEnd();
            isOver = end <= now && _reserved == 0;
            due = Math.Min(due, end);
            _clock!.Due = due;
            _dispatcher.Dispatch(batch);
            if (isOver)
            {
                Retire();
            }
        }

        foreach (QueueConsumer consumer in late ?? [])
        {
            consumer.Subscription.Subscriber.Close(
                $"a message of the subscription to {Describe(consumer)} was not acknowledged within {Policy.AckTimeout.TotalSeconds:0.###} s (AckTimeout); it goes to another consumer");
        }

        Finish(batch);
        batch.WakeAll();
        if (isOver)
        {
            _owner?.OnRetired(this);
        }
        else
        {
            RetireIfUnused();
        }

        return due;
    }

    private static string Describe(QueueConsumer consumer) => Encoding.UTF8.GetString(consumer.Subscription.Destination);

    private void StartExpiring()
    {
        if (Policy.Expires > TimeSpan.Zero && _context is not null)
        {
            _clock!.Set(GetEnd());
        }
    }

    // When nobody will have used the queue for as long as it is kept; never while somebody does.
    private long GetEnd() =>
        Policy.Expires == TimeSpan.Zero || _context is null || _dispatcher.HasConsumers
            ? long.MaxValue
            : _context.Time.Add(_unusedSince, Policy.Expires);

    private void Retire()
    {
        IsRetired = true;
        _contents.Clear();
        _clock?.Stop();
    }
}
