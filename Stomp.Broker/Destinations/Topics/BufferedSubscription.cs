using System.Globalization;
using System.Text;
using Stomp.Broker.Diagnostics;
using Stomp.Broker.Messages;
using Stomp.Broker.Outboxes;
using Stomp.Broker.Policies;
using Stomp.Broker.Subscriptions;

namespace Stomp.Broker.Destinations.Topics;

/// <summary>
/// Stands between a topic, or a user's destination, and a subscription whose messages wait here and not in the outbox: because they come behind what
/// the topic has kept, or because something else than the end of the session is to become of them when they are too many.
/// </summary>
/// <remarks>Thread-safe. Its lock is taken under that of <see cref="KeptMessages"/>; under it only the outbox's leaf lock is.</remarks>
internal sealed class BufferedSubscription : IMessageTarget, IRoomWaiter, IThreadPoolWorkItem
{
    // Kept messages that are looked at before others get the lock: some tenths of a millisecond.
    private const int StepsAtOnce = 4096;

    private readonly Lock _lock = new();
    private readonly Subscription _subscription;
    private readonly SlowConsumerRule _rule;
    private readonly MessageEncoder _encoder;
    private readonly StompMetrics? _metrics;
    private readonly TimeProvider _time;
    private readonly KeptMessages? _kept;
    private readonly PendingMessages _pending;
    private TopicReplay? _replay; // written under both locks
    private bool _awaitsRoom;
    private bool _hasEnded;
    private bool _hasGap; // before the next message
    private int _dropped; // before the next message

    public BufferedSubscription(
        Subscription subscription, SlowConsumerRule rule, MessageEncoder encoder, StompMetrics? metrics, TimeProvider time, KeptMessages? kept = null, TopicReplay? replay = null)
    {
        _subscription = subscription;
        _rule = rule;
        _encoder = encoder;
        _metrics = metrics;
        _time = time;
        _kept = kept;
        _replay = replay;
        _pending = new PendingMessages(rule.Action == StompSlowConsumer.Conflate ? rule.ConflateBy : null);
    }

    public bool Takes(ReadOnlySpan<byte> destination) => _subscription.Takes(destination);

    public void Deliver(ReadOnlySpan<Message> messages, DeliveryBatch batch)
    {
        lock (_lock)
        {
            foreach (Message message in messages)
            {
                if (_hasEnded || (_replay is not null && _replay.Covers(message)))
                {
                    message.Release();
                }
                else if (_pending.Add(message))
                {
                    OnDropped(StompSlowConsumer.Conflate);
                }
            }

            SendPending(batch);
            if (_pending.Count > _rule.MaxMessages || _pending.Bytes > _rule.MaxBytes)
            {
                Shrink();
            }
        }
    }

    /// <summary>Goes on with what the topics have kept, as far as the outbox has room.</summary>
    public void Replay(DeliveryBatch batch)
    {
        while (Volatile.Read(ref _replay) is { } replay)
        {
            lock (_kept!.Lock)
            {
                lock (_lock)
                {
                    if (_hasEnded || _awaitsRoom || !SendKept(batch))
                    {
                        return;
                    }
                }
            }

            if (replay.IsUnjudged)
            {
                replay.Judge();
            }
        }
    }

    /// <summary>The subscription has ended.</summary>
    public void End()
    {
        lock (_lock)
        {
            _hasEnded = true;
            _pending.Clear();
        }
    }

    public void OnRoom(DeliveryBatch batch)
    {
        lock (_lock)
        {
            _awaitsRoom = false;
            SendPending(batch);
        }

        Replay(batch);
    }

    void IThreadPoolWorkItem.Execute()
    {
        DeliveryBatch batch = DeliveryBatch.OfThread;
        Replay(batch);
        batch.WakeAll();
    }

    // True when it must go on, after what must be done without the locks.
    private bool SendKept(DeliveryBatch batch)
    {
        int steps = StepsAtOnce;
        while (HasRoom())
        {
            if (!_replay!.TryTake(ref steps, out Message? message))
            {
                _hasGap |= _replay.HasGap;
                _replay = null;
                SendPending(batch);
                return false;
            }

            if (message is not null)
            {
                Send(message, batch);
            }
            else if (_replay.IsUnjudged)
            {
                return true;
            }
            else
            {
                ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false); // others want the lock too
                return false;
            }
        }

        return false;
    }

    // What is published waits until all that was kept is sent.
    private void SendPending(DeliveryBatch batch)
    {
        while (_replay is null && _pending.Count > 0 && HasRoom())
        {
            Send(_pending.TakeFirst(), batch);
        }
    }

    private bool HasRoom()
    {
        if (!_awaitsRoom && !_subscription.Outbox.HasRoomOrWait(this))
        {
            _awaitsRoom = true;
        }

        return !_awaitsRoom;
    }

    private void Send(Message message, DeliveryBatch batch)
    {
        if ((message.Traits & MessageTraits.Expires) != 0 && message.Properties.Expires <= _time.GetUtcNow().ToUnixTimeMilliseconds())
        {
            message.Release();
            return;
        }

        if (_hasGap || _dropped > 0)
        {
            message = Mark(message);
        }

        if (!_subscription.Outbox.TryAppend(message, _subscription, 0, 0, batch))
        {
            message.Release();
        }
    }

    private Message Mark(Message message)
    {
        if (_hasGap)
        {
            _hasGap = false;
            message = Replace(message, TopicReplay.Mark(_encoder, message));
        }

        if (_dropped > 0)
        {
            byte[] count = Encoding.ASCII.GetBytes(_dropped.ToString(CultureInfo.InvariantCulture));
            _dropped = 0;
            message = Replace(message, _encoder.WithHeader(message, "dropped"u8, count));
        }

        return message;
    }

    private static Message Replace(Message message, Message replacement)
    {
        message.Release();
        return replacement;
    }

    private void Shrink()
    {
        if (_rule.Action == StompSlowConsumer.Disconnect)
        {
            Disconnect();
            return;
        }

        while (_pending.Count > _rule.MaxMessages || _pending.Bytes > _rule.MaxBytes)
        {
            bool isNewest = _rule.Action == StompSlowConsumer.DropNewest;
            (isNewest ? _pending.TakeLast() : _pending.TakeFirst()).Release();
            OnDropped(isNewest ? StompSlowConsumer.DropNewest : StompSlowConsumer.DropOldest);
        }
    }

    private void Disconnect()
    {
        _metrics?.SlowConsumer(StompSlowConsumer.Disconnect, _pending.Count);
        if (_pending.Count > _rule.MaxMessages)
        {
            _subscription.Subscriber.EndAsTooSlow(
                $"{_pending.Count} messages wait for one of its subscriptions, more than the {_rule.MaxMessages} that may", nameof(StompDestinationPolicy.MaxPendingMessages));
        }
        else
        {
            _subscription.Outbox.Overflow(_pending.Bytes);
        }

        _hasEnded = true;
        _pending.Clear();
    }

    private void OnDropped(StompSlowConsumer action)
    {
        _dropped++;
        _metrics?.SlowConsumer(action, 1);
    }
}
