using System.Runtime.CompilerServices;
using Stomp.Broker.Dialects;
using Stomp.Broker.Messages;
using Stomp.Broker.Policies;
using Stomp.Broker.Storage;
using Stomp.Broker.Subscriptions;
using Stomp.Broker.Timing;

namespace Stomp.Broker.Destinations.Queues;

/// <summary>
/// What a queue holds: the messages that wait, in their order, those that stay away for a time, and the place that all of them take up, those delivered
/// and not acknowledged included. What only some queues need is made when it is needed.
/// </summary>
/// <remarks>Not thread-safe: the queue's lock guards it. Messages that died are gathered; whoever has left the lock hands them on.</remarks>
internal sealed class QueueContents(byte[] name, QueueBudget budget, QueuePolicy policy, QueueContext? context, QueueClock? clock)
{
    // What a queue does of a kind at one tick, a hundred microseconds or two: with others to look after, the rest comes with the next.
    private const int MaxPerTick = 1024;

    // A clock that is set changes when messages expire: so often it is asked again.
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(10);

    // What of a message concerns a queue when it is added.
    private const MessageTraits Traits = MessageTraits.Expires | MessageTraits.Group | MessageTraits.DuplicateId;

    private readonly long _maxMessages = policy.MaxMessages;
    private readonly long _maxBytes = Math.Min(policy.MaxBytes, budget.MaxQueueBytes);
    private readonly bool _hasTimeToLive = policy.TimeToLive > 0 && context is not null;
    private long _count; // waiting, delayed, un-acknowledged and reserved
    private long _bytes;
    private List<MessageCursor>? _cursors;
    private DelayedMessages? _delayed;
    private DuplicateIds? _duplicates;
    private List<DeadLetter>? _dead;
    private TaskCompletionSource? _room;
    private ExpirySweep? _sweep;

    public ReadyMessages Ready { get; } = new(hasPriorities: context is not null);

    /// <summary>The groups of its messages; <see langword="null"/> as long as none has one.</summary>
    public MessageGroups? Groups { get; private set; }

    /// <summary>Told of all changes, if somebody is.</summary>
    public QueueJournal? Journal { get; init; }

    /// <summary>Counts what came to wait: who found nothing need not look again while it stays the same.</summary>
    public int Arrivals { get; private set; }

    /// <summary>Whether more must be done for a delivery than to take the message in front.</summary>
    public bool IsSpecial => Ready.Expiring > 0 || Groups is not null;

    /// <summary>Whether there is nothing for which the queue must be kept.</summary>
    public bool IsEmpty => _count == 0 && _duplicates is not { Count: > 0 };

    /// <summary>Whether messages have died that must be handed on.</summary>
    public bool HasDead => Volatile.Read(ref _dead) is not null;

    private bool IsOver => _count > _maxMessages || _bytes > _maxBytes;

    private bool IsFull => _count >= _maxMessages || _bytes >= _maxBytes;

    /// <summary>Takes the place of a message that comes in, if there is one, or others make place for it.</summary>
    public QueueResult TryTakePlace(Message message)
    {
        if ((_count >= _maxMessages || _bytes + message.Length > _maxBytes) && CheckOverflow(message) is var refusal and not QueueResult.Taken)
        {
            return refusal;
        }

        if (!budget.TryTake(message))
        {
            return QueueResult.AllFull;
        }

        _count++;
        _bytes += message.Length;
        return QueueResult.Taken;
    }

    /// <summary>Takes a place for a message that was in a queue before: the limits are for what comes in.</summary>
    public void TakePlace(Message message)
    {
        budget.Take(message.Footprint);
        _count++;
        _bytes += message.Length;
    }

    /// <summary>Gives the place of a message back.</summary>
    public void GiveBack(int length, int footprint)
    {
        budget.GiveBack(footprint);
        _count--;
        _bytes -= length;
        if (_room is not null && !IsFull)
        {
            _room.SetResult();
            _room = null;
        }
    }

    /// <summary>Completes when the queue has place again; <see langword="null"/> when senders need not wait.</summary>
    public Task? WaitForRoom() =>
        policy.Overflow != StompOverflow.Block || !IsFull
            ? null
            : (_room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>Nobody need wait for room any more.</summary>
    public void EndWaiting()
    {
        _room?.SetResult();
        _room = null;
    }

    /// <summary>Adds a message whose place was taken, with a reference to it, at the end.</summary>
    public void Add(Message message, long position)
    {
        var queued = new QueuedMessage(message, position, 0);
        if ((_hasTimeToLive || (message.Properties.Traits & Traits) != 0) && !TryPrepare(ref queued))
        {
            return;
        }

        Ready.Add(queued);
        Arrivals++;
        Journal?.Added(queued);
        if (_cursors is not null)
        {
            TellCursors(queued);
        }
    }

    /// <summary>Adds a message, with a reference to it, that was on its way to a consumer of the queue and comes back unsent.</summary>
    public void TakeBack(Message message, long position, int deliveries)
    {
        TakePlace(message);
        var queued = new QueuedMessage(message, position, deliveries);
        if (_hasTimeToLive || (message.Properties.Traits & (MessageTraits.Expires | MessageTraits.Group)) != 0)
        {
            Prepare(ref queued);
        }

        Insert(queued);
        Journal?.Added(queued);
    }

    /// <summary>Adds a message whose place was taken, with a reference to it, which is stored already: it may stand in front of others.</summary>
    /// <returns><see langword="false"/> when it is a second one, and was let go.</returns>
    public bool AddStored(Message message, long position)
    {
        var queued = new QueuedMessage(message, position, 0);
        if ((_hasTimeToLive || (message.Properties.Traits & Traits) != 0) && !TryPrepare(ref queued))
        {
            return false;
        }

        Insert(queued);
        return true;
    }

    /// <summary>Takes a message back that was stored when the broker last ended, with a reference to it.</summary>
    /// <param name="message">The message.</param>
    /// <param name="info">What was stored with it.</param>
    public void Restore(Message message, in StoredMessageInfo info)
    {
        TakePlace(message);
        var queued = new QueuedMessage(message, info.Position, info.DeliveryCount);
        Prepare(ref queued);
        queued = queued with { Expires = info.Expires };
        if (info.Due > context!.UnixNow)
        {
            Delay(queued, TimeSpan.FromMilliseconds(info.Due - context.UnixNow));
        }
        else
        {
            Insert(queued);
        }
    }

    /// <summary>Remembers an id again.</summary>
    /// <param name="id">The id.</param>
    /// <param name="time">For how long.</param>
    public void Restore(ReadOnlySpan<byte> id, TimeSpan time)
    {
        _duplicates ??= new DuplicateIds();
        if (_duplicates.TryAdd(id, context!.Time.Add(context.Time.GetTimestamp(), time)))
        {
            budget.Take(DuplicateIds.Footprint);
            clock!.Set(_duplicates.NextDue);
        }
    }

    /// <summary>A message could not be stored: if it waits still, it is as if it had never come.</summary>
    public void Withdraw(long position)
    {
        for (int priority = 0; priority <= MessageProperties.MaxPriority; priority++)
        {
            if (Ready.TryTake(MessageOrder.Of(priority, position), out QueuedMessage queued))
            {
                if (queued.Group != 0)
                {
                    Groups!.OnRemoved(queued.Group);
                }

                GiveBack(queued.Message.Length, queued.Message.Footprint);
                queued.Message.Release();
                return;
            }
        }
    }

    /// <summary>When a message that comes now expires, in milliseconds of Unix time; 0 for never.</summary>
    public long GetExpiry(Message message)
    {
        long expires = message.Properties.Expires;
        if (_hasTimeToLive)
        {
            long last = context!.UnixNow + policy.TimeToLive;
            expires = expires == 0 ? last : Math.Min(expires, last);
        }

        return expires;
    }

    /// <summary>A message was delivered to somebody who does not acknowledge it.</summary>
    public void OnSent(long position, int length, int footprint, bool isPersistent)
    {
        GiveBack(length, footprint);
        Journal?.Removed(position, isPersistent);
    }

    /// <summary>A delivery was acknowledged, or is not wanted any more.</summary>
    public void Consume(in UnackedDelivery delivery)
    {
        Settle(delivery);
        GiveBack(delivery.Message.Length, delivery.Message.Footprint);
        Journal?.Removed(delivery.Position, delivery.Message.Properties.IsPersistent);
        delivery.Message.Release();
    }

    /// <summary>A delivery was refused for good.</summary>
    public void Reject(in UnackedDelivery delivery, string? text)
    {
        Settle(delivery);
        Kill(delivery.Message, delivery.Position, DeathReason.Rejected, text);
    }

    /// <summary>Deliveries have failed: they wait again, or have done so too often.</summary>
    /// <param name="deliveries">The deliveries.</param>
    /// <param name="isRefused">Whether a consumer said so; else it has left.</param>
    /// <param name="delay">How long they stay away, if it said that.</param>
    public void Return(ReadOnlySpan<UnackedDelivery> deliveries, bool isRefused, TimeSpan delay)
    {
        int dead = _dead?.Count ?? 0;
        for (int i = deliveries.Length - 1; i >= 0; i--) // the last first: each then stands in front of all before it
        {
            ref readonly UnackedDelivery delivery = ref deliveries[i];
            int count = delivery.Deliveries + 1;
            if (count >= policy.MaxDeliveries)
            {
                Settle(delivery);
                Kill(delivery.Message, delivery.Position, DeathReason.DeliveryLimit);
                continue;
            }

            var queued = new QueuedMessage(delivery.Message, delivery.Position, count, delivery.Group, delivery.Expires);
            TimeSpan away = !isRefused || context is null ? TimeSpan.Zero : delay > TimeSpan.Zero ? delay : policy.GetRedeliveryDelay(count);
            Journal?.Returned(queued, away);
            if (delivery.Group != 0)
            {
                LookAgainFrom(Groups!.OnReturned(delivery.Group, away > TimeSpan.Zero));
            }

            if (away > TimeSpan.Zero)
            {
                Delay(queued, away);
            }
            else
            {
                Insert(queued);
            }
        }

        if (_dead is not null && _dead.Count > dead + 1)
        {
            _dead.Reverse(dead, _dead.Count - dead);
        }
    }

    /// <summary>A message that waited has expired.</summary>
    public void Expire(in QueuedMessage message)
    {
        Ready.TryTake(Ready.GetOrder(message), out _);
        Bury(message, DeathReason.Expired);
    }

    /// <summary>Gives up the oldest messages of the lowest priority, as long as there are more than may be, where the policy wants that.</summary>
    public void DropExcess()
    {
        while (policy.Overflow == StompOverflow.DropHead && IsOver && Ready.Count > 0)
        {
            Bury(Ready.TakeLowest(), DeathReason.Dropped);
        }
    }

    /// <summary>Lets everything go.</summary>
    public void Clear()
    {
        while (Ready.Count > 0)
        {
            Drop(Ready.TakeFront());
        }

        while (_delayed is not null && _delayed.TryTake(out QueuedMessage delayed))
        {
            Drop(delayed);
        }

        budget.GiveBack(DuplicateIds.Footprint * (_duplicates?.Clear() ?? 0));
        Journal?.Retired();
        EndWaiting();
    }

    /// <summary>Makes a cursor that is told of what comes to stand before it.</summary>
    public MessageCursor AddCursor()
    {
        var cursor = new MessageCursor();
        (_cursors ??= []).Add(cursor);
        return cursor;
    }

    public void RemoveCursor(MessageCursor? cursor)
    {
        if (cursor is not null && _cursors is not null && _cursors.Remove(cursor) && _cursors.Count == 0)
        {
            _cursors = null;
        }
    }

    /// <summary>Has all look again at what stands at a place and behind it.</summary>
    public void LookAgainFrom(long order)
    {
        if (order == long.MaxValue)
        {
            return;
        }

        Arrivals++;
        foreach (MessageCursor cursor in _cursors ?? [])
        {
            cursor.GoBack(order);
        }
    }

    /// <summary>Takes the messages that died.</summary>
    public List<DeadLetter>? TakeDead()
    {
        List<DeadLetter>? dead = _dead;
        Volatile.Write(ref _dead, null);
        return dead;
    }

    /// <summary>Looks at the deadlines.</summary>
    /// <param name="now">The timestamp.</param>
    /// <returns>The next of them.</returns>
    public long Tick(long now) => Math.Min(EndDelays(now), Math.Min(Sweep(now), ForgetDuplicates(now)));

    // What there would be no place for may make it for itself, or has its sender wait; but not what no queue like it can hold.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private QueueResult CheckOverflow(Message message) =>
        policy.Overflow != StompOverflow.Reject && message.Length <= _maxBytes ? QueueResult.Taken
        : _count >= _maxMessages ? QueueResult.FullOfMessages
        : QueueResult.Full;

    // False when it is a second one, and was let go.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryPrepare(ref QueuedMessage queued)
    {
        if (context is not null && (queued.Message.Properties.Traits & MessageTraits.DuplicateId) != 0 && IsDuplicate(queued.Message))
        {
            context.Metrics.DuplicateFound();
            GiveBack(queued.Message.Length, queued.Message.Footprint);
            queued.Message.Release();
            return false;
        }

        Prepare(ref queued);
        return true;
    }

    private void Prepare(ref QueuedMessage queued)
    {
        if (context is null)
        {
            return;
        }

        Message message = queued.Message;
        long expires = GetExpiry(message);
        int group = (message.Properties.Traits & MessageTraits.Group) != 0 ? (Groups ??= new MessageGroups()).Enter(message) : 0;
        queued = queued with { Expires = expires, Group = group };
        NoteExpiry(expires);
    }

    private bool IsDuplicate(Message message)
    {
        if (!SendHeaderNames.TryFind(message, SendHeader.DuplicateId, out ReadOnlySpan<byte> id))
        {
            return false;
        }

        _duplicates ??= new DuplicateIds();
        long now = context!.Time.GetTimestamp();
        ForgetDuplicates(now);
        if (!_duplicates.TryAdd(id, context.Time.Add(now, policy.DuplicateWindow)))
        {
            return true;
        }

        budget.Take(DuplicateIds.Footprint);
        clock!.Set(_duplicates.NextDue);
        return false;
    }

    private long ForgetDuplicates(long now)
    {
        if (_duplicates is null)
        {
            return long.MaxValue;
        }

        budget.GiveBack(DuplicateIds.Footprint * _duplicates.Forget(now));
        return _duplicates.NextDue;
    }

    private void NoteExpiry(long expires)
    {
        if (expires == 0)
        {
            return;
        }

        _sweep ??= new ExpirySweep();
        if (_sweep.Note(expires))
        {
            clock!.Set(GetExpiryTime(expires, context!.Time.GetTimestamp()));
        }
    }

    private long GetExpiryTime(long expires, long now)
    {
        var rest = TimeSpan.FromMilliseconds(Math.Clamp(expires - context!.UnixNow, 0, LookAgain.TotalMilliseconds));
        return context.Time.Add(now, rest);
    }

    private void Insert(in QueuedMessage queued)
    {
        Ready.Insert(queued);
        Arrivals++;
        NoteExpiry(queued.Expires);
        if (_cursors is not null)
        {
            TellCursors(queued);
        }
    }

    private void Delay(in QueuedMessage queued, TimeSpan time)
    {
        long due = context!.Time.Add(context.Time.GetTimestamp(), time);
        (_delayed ??= new DelayedMessages()).Add(queued, due);
        clock!.Set(due);
    }

    private long EndDelays(long now)
    {
        if (_delayed is null)
        {
            return long.MaxValue;
        }

        for (int i = 0; i < MaxPerTick && _delayed.TryTakeDue(now, out QueuedMessage queued); i++)
        {
            Insert(queued);
            if (queued.Group != 0)
            {
                LookAgainFrom(Groups!.OnDelayEnded(queued.Group));
            }
        }

        return _delayed.NextDue;
    }

    private long Sweep(long now)
    {
        if (_sweep is null || Ready.Expiring == 0)
        {
            _sweep = null;
            return long.MaxValue;
        }

        List<QueuedMessage> expired = [];
        bool isDone = _sweep.Run(Ready, context!.UnixNow, MaxPerTick, expired);
        foreach (QueuedMessage message in expired)
        {
            Bury(message, DeathReason.Expired);
        }

        return isDone ? GetExpiryTime(_sweep.Earliest, now) : now;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void TellCursors(in QueuedMessage queued)
    {
        long order = Ready.GetOrder(queued);
        foreach (MessageCursor cursor in _cursors!)
        {
            cursor.OnAdded(order);
        }
    }

    private void Settle(in UnackedDelivery delivery)
    {
        if (delivery.Group != 0)
        {
            LookAgainFrom(Groups!.OnSettled(delivery.Group));
        }
    }

    private void Bury(in QueuedMessage message, DeathReason reason)
    {
        if (message.Group != 0)
        {
            Groups!.OnRemoved(message.Group);
        }

        Kill(message.Message, message.Position, reason);
    }

    private void Kill(Message message, long position, DeathReason reason, string? text = null)
    {
        GiveBack(message.Length, message.Footprint);
        if (policy.DeadLetter is not null && context is not null)
        {
            List<DeadLetter> dead = _dead ?? [];
            dead.Add(new DeadLetter(message, name, policy.DeadLetter, reason, text, position, Journal));
            Volatile.Write(ref _dead, dead);
            return;
        }

        Journal?.Removed(position, message.Properties.IsPersistent);
        context?.Metrics.Dropped(reason.ToName());
        message.Release();
    }

    private void Drop(in QueuedMessage message)
    {
        GiveBack(message.Message.Length, message.Message.Footprint);
        Journal?.Removed(message.Position, message.Message.Properties.IsPersistent);
        message.Message.Release();
    }
}
