using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Stomp.Broker.Messages;
using Stomp.Broker.Outboxes;
using Stomp.Broker.Subscriptions;
using Stomp.Broker.Timing;

namespace Stomp.Broker.Destinations.Queues;

/// <summary>Gives a queue's messages to its consumers: to each in its turn, as long as it has credit and its outbox room.</summary>
/// <remarks>
/// Not thread-safe: the queue's lock guards it. Every consumer in the rotation is looked at only when there is a message for it, and leaves it when it
/// cannot take one: however many there are, a delivery looks at few.
/// </remarks>
internal sealed class QueueDispatcher(QueueContents contents, QueuePolicy policy, QueueContext? context, QueueClock? clock)
{
    // What one dispatch looks at for those that do not take every message: some hundred microseconds. The rest is for the next.
    private const int MaxEffort = 1024;

    private readonly ConsumerRotation _rotation = new();
    private readonly List<QueueConsumer> _consumers = [];
    private ExclusiveConsumers? _exclusive;
    private WaitingConsumers? _waiting;
    private QueueBrowsers? _browsers;
    private int _special; // consumers for whom more must be done

    /// <summary>Whether anybody consumes, or looks.</summary>
    public bool HasConsumers => _consumers.Count > 0 || _browsers is { Count: > 0 };

    /// <summary>Whether the last dispatch ended before it had looked at all: another must follow, soon.</summary>
    public bool IsUnfinished { get; private set; }

    public void Join(QueueConsumer consumer)
    {
        consumer.Index = _consumers.Count;
        _consumers.Add(consumer);
        _rotation.Join(consumer);
        if (consumer.IsSpecial)
        {
            _special++;
        }

        if (consumer.Subscription.Options.IsExclusive)
        {
            QueueConsumer? holder = _exclusive?.Holder;
            (_exclusive ??= new ExclusiveConsumers()).Add(consumer);
            if (_exclusive.Holder != holder)
            {
                Rearrange();
            }
        }

        Enter(consumer);
    }

    public void Leave(QueueConsumer consumer)
    {
        QueueConsumer last = _consumers[^1];
        _consumers[consumer.Index] = last;
        last.Index = consumer.Index;
        _consumers.RemoveAt(_consumers.Count - 1);
        _waiting?.Remove(consumer);
        _rotation.Leave(consumer);
        contents.RemoveCursor(consumer.Cursor);
        if (consumer.IsSpecial)
        {
            _special--;
        }

        if (contents.Groups is { } groups && groups.Leave(consumer))
        {
            contents.LookAgainFrom(MessageOrder.Start + 1);
        }

        if (_exclusive is not null && consumer.Subscription.Options.IsExclusive)
        {
            _exclusive.Remove(consumer);
            Rearrange();
        }
    }

    public void Join(QueueBrowser browser) => (_browsers ??= new QueueBrowsers(contents, context!)).Add(browser);

    public void Leave(QueueBrowser browser) => _browsers!.Remove(browser);

    /// <summary>A consumer may be able to take a message again.</summary>
    public void Enter(QueueConsumer consumer)
    {
        if (_exclusive is not { Holder: { } holder } || holder == consumer)
        {
            consumer.Level.Add(consumer);
        }
    }

    /// <summary>Gives out what can be given out.</summary>
    public void Dispatch(DeliveryBatch batch)
    {
        if (_special != 0 || contents.IsSpecial || _browsers is { AreActive: true } || IsUnfinished)
        {
            DispatchSpecially(batch);
            return;
        }

        while (contents.Ready.Count > 0 && _rotation.TryTake(out QueueConsumer consumer))
        {
            if (CanTake(consumer) && TryDeliver(consumer, contents.Ready.Front, batch))
            {
                contents.Ready.TakeFront();
                consumer.Level.Add(consumer);
            }
        }
    }

    /// <summary>Finds consumers that have left a message un-acknowledged for too long.</summary>
    /// <param name="now">The timestamp.</param>
    /// <param name="late">Gets them.</param>
    /// <returns>When the next may be.</returns>
    public long FindLate(long now, ref List<QueueConsumer>? late)
    {
        long next = long.MaxValue;
        if (policy.AckTimeout > TimeSpan.Zero && context is not null)
        {
            foreach (QueueConsumer consumer in _consumers)
            {
                if (consumer.Unacked is null || !consumer.Unacked.TryPeek(out UnackedDelivery oldest))
                {
                    continue;
                }

                long due = context.Time.Add(oldest.Delivered, policy.AckTimeout);
                if (due <= now)
                {
                    (late ??= []).Add(consumer);
                    due = context.Time.Add(now, policy.AckTimeout); // its session ends meanwhile
                }

                next = Math.Min(next, due);
            }
        }

        return next;
    }

    private static bool CanTake(QueueConsumer consumer)
    {
        if (!consumer.HasCredit)
        {
            return false;
        }

        if (!consumer.Subscription.Outbox.HasRoomOrWait(consumer))
        {
            consumer.State = ConsumerState.AwaitsRoom;
            return false;
        }

        return true;
    }

    private bool TryDeliver(QueueConsumer consumer, in QueuedMessage queued, DeliveryBatch batch)
    {
        Subscription subscription = consumer.Subscription;
        Message message = queued.Message;
        if (consumer.Unacked is null)
        {
            // The queue's reference goes with the message; the position, to come back to, as its number.
            (int length, int footprint, bool isPersistent) = (message.Length, message.Footprint, message.Properties.IsPersistent);
            bool appended = subscription.Outbox.TryAppend(message, subscription, queued.Position, queued.Deliveries, batch);
            if (appended)
            {
                contents.OnSent(queued.Position, length, footprint, isPersistent); // the message itself may be sent and gone by now
            }

            return appended;
        }

        message.AddReferences(1);
        long sequence = consumer.Unacked.Add(message, queued.Position, queued.Deliveries, queued.Group, queued.Expires, GetDelivered());
        if (subscription.Outbox.TryAppend(message, subscription, sequence, queued.Deliveries, batch))
        {
            return true;
        }

        consumer.Unacked.TryTake(sequence, out _);
        message.Release();
        return false;
    }

    private long GetDelivered()
    {
        if (policy.AckTimeout == TimeSpan.Zero || context is null)
        {
            return 0;
        }

        long now = context.Time.GetTimestamp();
        clock!.Set(context.Time.Add(now, policy.AckTimeout));
        return now;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void DispatchSpecially(DeliveryBatch batch)
    {
        int effort = MaxEffort;
        long now = context is null ? 0 : context.UnixNow;
        _browsers?.Show(now, ref effort, batch); // first: they take nothing away
        _waiting?.Release(this, contents.Arrivals, isUnfinished: IsUnfinished);
        while (effort > 0 && contents.Ready.Count > 0 && _rotation.TryTake(out QueueConsumer consumer))
        {
            if (CanTake(consumer) && TryFind(consumer, now, ref effort, out QueuedMessage queued))
            {
                DeliverFound(consumer, queued, batch);
            }
        }

        IsUnfinished = effort <= 0;
    }

    private void DeliverFound(QueueConsumer consumer, in QueuedMessage queued, DeliveryBatch batch)
    {
        if (!consumer.HasCreditFor(queued.Message))
        {
            (_waiting ??= new WaitingConsumers()).AddShortOfCredit(consumer);
            return;
        }

        // Before it is delivered: it may be sent and gone afterwards.
        long order = contents.Ready.GetOrder(queued);
        int length = queued.Message.Length;
        bool isLast = queued.Group != 0 && IsLastOfGroup(queued.Message);
        if (!TryDeliver(consumer, queued, batch))
        {
            return;
        }

        contents.Ready.TryTake(order, out _);
        consumer.Cursor?.Pass(order);
        consumer.UnackedBytes += consumer.CountsBytes ? length : 0;
        if (queued.Group != 0)
        {
            contents.Groups!.OnDelivered(contents.Groups[queued.Group], consumer.Unacked is not null, isLast);
        }

        consumer.Level.Add(consumer);
        _waiting?.ReleaseShortOfCredit(this); // another message is next
    }

    // As ActiveMQ has it: the group is closed behind it.
    private static bool IsLastOfGroup(Message message) =>
        TailHeaders.TryFind(message, "JMSXGroupSeq"u8, out ReadOnlySpan<byte> sequence) && sequence.SequenceEqual("-1"u8);

    private bool TryFind(QueueConsumer consumer, long now, ref int effort, out QueuedMessage queued)
    {
        bool takesAll = contents.Groups is null && !consumer.Subscription.IsSelective;
        if (!takesAll)
        {
            consumer.Cursor ??= contents.AddCursor();
        }

        while (effort-- > 0)
        {
            if (takesAll ? !TryPeekFront(out queued) : !consumer.Cursor!.TryPeek(contents.Ready, out queued))
            {
                (_waiting ??= new WaitingConsumers()).AddIdle(consumer, contents.Arrivals);
                return false;
            }

            if (queued.IsExpired(now))
            {
                contents.Expire(queued);
            }
            else if (takesAll || MayTake(consumer, queued))
            {
                return true;
            }
            else
            {
                consumer.Cursor!.Pass(contents.Ready.GetOrder(queued));
            }
        }

        consumer.Level.Add(consumer); // it goes on with the next dispatch
        queued = default;
        return false;
    }

    private bool TryPeekFront(out QueuedMessage queued)
    {
        queued = contents.Ready.Count > 0 ? contents.Ready.Front : default;
        return contents.Ready.Count > 0;
    }

    private bool MayTake(QueueConsumer consumer, in QueuedMessage queued)
    {
        if (!consumer.Subscription.Wants(queued.Message))
        {
            return false;
        }

        if (queued.Group == 0)
        {
            return true;
        }

        MessageGroup group = contents.Groups![queued.Group];
        if (group.IsHeld)
        {
            group.PassedFrom = Math.Min(group.PassedFrom, contents.Ready.GetOrder(queued));
            return false;
        }

        return (group.Owner ?? Assign(group, consumer, queued)) == consumer;
    }

    // To the one that has the fewest groups, of those that could have this message now.
    private QueueConsumer Assign(MessageGroup group, QueueConsumer first, in QueuedMessage queued)
    {
        QueueConsumer best = first;
        if (_exclusive?.Holder is null)
        {
            foreach (QueueConsumer other in _consumers)
            {
                if (other.Groups < best.Groups
                    && other.Level == first.Level
                    && other.State is ConsumerState.InRotation or ConsumerState.Idle
                    && other.HasCredit
                    && other.Subscription.Wants(queued.Message))
                {
                    best = other;
                }
            }
        }

        group.Owner = best;
        best.Groups++;
        if (best != first)
        {
            best.Cursor?.OnAdded(contents.Ready.GetOrder(queued));
            _waiting?.Release(this, best);
        }

        return best;
    }

    // Another one is exclusive now, or none: only it, or all, may be in the rotation.
    private void Rearrange()
    {
        foreach (QueueConsumer consumer in CollectionsMarshal.AsSpan(_consumers))
        {
            consumer.Level.Remove(consumer);
            _waiting?.Remove(consumer);
        }

        foreach (QueueConsumer consumer in CollectionsMarshal.AsSpan(_consumers))
        {
            Enter(consumer);
        }
    }
}
