using Stomp.Broker.Destinations.Queues;
using Stomp.Broker.Messages;
using Stomp.Broker.Outboxes;
using Stomp.Broker.Storage;
using Stomp.Broker.Subscriptions;

namespace Stomp.Broker.Destinations.Topics;

/// <summary>
/// A subscription that is kept, with its messages, while nobody is connected: a queue that topics feed. The subscriptions of sessions are its
/// consumers, so that acknowledgement, credit and redelivery are those of queues.
/// </summary>
/// <remarks>Thread-safe; <see cref="DurableSubscriptions"/> alone changes it, but for its queue.</remarks>
internal sealed class DurableSubscription : IMessageTarget, IQueueOwner
{
    private readonly QueueBudget _budget;
    private readonly QueueContext? _context;
    private readonly Action<DurableSubscription, int> _onDropped;
    private MessageQueue _queue;
    private Subscription[] _consumers = [];
    private Binding _binding;
    private volatile bool _isDeleted;
    private volatile bool _isDropping;

    /// <param name="name">Its name.</param>
    /// <param name="destination">What it subscribes to.</param>
    /// <param name="options">What it asks for.</param>
    /// <param name="budget">What it may hold.</param>
    /// <param name="context">What its queue shares with others.</param>
    /// <param name="createJournal">Makes what has the store follow it, out of what is stored of it beside its messages.</param>
    /// <param name="onDropped">Is told how many messages it had no place for. Any thread may call it, with locks held.</param>
    public DurableSubscription(
        DurableName name,
        byte[] destination,
        SubscriptionOptions options,
        QueueBudget budget,
        QueueContext? context,
        Func<byte[], QueueJournal?>? createJournal,
        Action<DurableSubscription, int> onDropped)
    {
        Name = name;
        _budget = budget;
        _context = context;
        _onDropped = onDropped;
        _binding = new Binding(destination, options);
        Journal = createJournal?.Invoke(GetDefinition());
        _queue = CreateQueue();
    }

    public DurableName Name { get; }

    /// <summary>Has the store follow it; <see langword="null"/> where there is none.</summary>
    public QueueJournal? Journal { get; }

    /// <summary>The queue of its messages.</summary>
    public MessageQueue Queue => Volatile.Read(ref _queue);

    /// <summary>The destination, as the client wrote it.</summary>
    public byte[] Destination => _binding.Destination;

    /// <summary>The selector, as the client wrote it; <see langword="null"/> for none.</summary>
    public string? Selector => _binding.Options.Selector;

    /// <summary>What it may hold, in octets of messages.</summary>
    public long MaxBytes => _budget.MaxQueueBytes;

    /// <summary>Who has it now.</summary>
    public ReadOnlySpan<Subscription> Consumers => Volatile.Read(ref _consumers);

    /// <summary>Whether it begins to have no place for messages, and has not been told so before since it had.</summary>
    public bool StartsDropping()
    {
        bool starts = !_isDropping;
        _isDropping = true;
        return starts;
    }

    /// <summary>Whether a subscription asks for the same messages.</summary>
    public bool IsSameAs(byte[] destination, SubscriptionOptions options) =>
        Destination.AsSpan().SequenceEqual(destination) && _binding.Options.Selector == options.Selector && _binding.Options.NoLocal == options.NoLocal;

    /// <summary>From now on it gets what this subscription asks for. What it has it keeps.</summary>
    public void Rebind(Subscription subscription)
    {
        Volatile.Write(ref _binding, new Binding(subscription.Destination, subscription.Options));
        Journal?.Redefine(GetDefinition());
    }

    public void Add(Subscription subscription, DeliveryBatch batch)
    {
        Volatile.Write(ref _consumers, [.. _consumers, subscription]);
        MessageQueue queue;
        while (!(queue = Volatile.Read(ref _queue)).TryAdd(subscription, batch))
        {
            OnRetired(queue);
        }
    }

    /// <summary>A session leaves it: what that had not acknowledged goes back.</summary>
    public void Remove(Subscription subscription, DeliveryBatch batch)
    {
        Volatile.Write(ref _consumers, [.. _consumers.Where(consumer => consumer != subscription)]);
        subscription.Outbox.SetActive(subscription, active: false);
        QueueProvider.End(subscription, batch);
    }

    /// <summary>Lets go of all its messages, for ever. It has no consumers.</summary>
    public void Delete()
    {
        _isDeleted = true;
        Volatile.Read(ref _queue).Clear(); // one that comes in its place meanwhile is cleared by whoever made it
    }

    public void Prepare(Message message, PreparedMessages prepared)
    {
        Binding binding = Volatile.Read(ref _binding);
        if (binding.IsSelective && !Wants(binding, message))
        {
            return;
        }

        MessageQueue queue;
        while (!(queue = Queue).TryPrepare(message, prepared) && !_isDeleted)
        {
            OnRetired(queue);
        }
    }

    public void Deliver(ReadOnlySpan<Message> messages, DeliveryBatch batch)
    {
        Binding binding = Volatile.Read(ref _binding);
        if (!binding.IsSelective)
        {
            Publish(messages, batch);
            return;
        }

        for (int i = 0; i < messages.Length; i++)
        {
            if (Wants(binding, messages[i]))
            {
                Publish(messages.Slice(i, 1), batch);
            }
            else
            {
                messages[i].Release();
            }
        }
    }

    public void OnRetired(MessageQueue queue)
    {
        Interlocked.CompareExchange(ref _queue, CreateQueue(), queue);
        if (_isDeleted)
        {
            Volatile.Read(ref _queue).Clear();
        }
    }

    public void Republish(MessageQueue queue, Message message, long position, int deliveries, DeliveryBatch batch)
    {
        while (!_isDeleted)
        {
            MessageQueue current = Volatile.Read(ref _queue);
            if (current.TryTakeOver(message, position, deliveries, batch))
            {
                return;
            }

            OnRetired(current);
        }

        message.Release();
    }

    private MessageQueue CreateQueue() => new(_binding.Destination, _budget, this, QueuePolicy.Default, _context, Journal);

    // Its own messages are those of whoever has it now: sessions that have gone have left no trace in messages.
    private bool Wants(Binding binding, Message message)
    {
        if (binding.Options.NoLocal)
        {
            foreach (Subscription consumer in Consumers)
            {
                if (consumer.Subscriber.Number == message.Sender)
                {
                    return false;
                }
            }
        }

        return binding.Options.Filter is not { } filter || filter.Matches(message);
    }

    private byte[] GetDefinition() => DurableDefinition.Write(Name, _binding.Destination, _binding.Options);

    private void Publish(ReadOnlySpan<Message> messages, DeliveryBatch batch)
    {
        MessageQueue queue;
        QueueResult result;
        int taken;
        while ((result = (queue = Volatile.Read(ref _queue)).TryPublish(messages, isReserved: false, batch, out taken)) == QueueResult.Retired && !_isDeleted)
        {
            OnRetired(queue);
        }

        foreach (Message message in messages[taken..])
        {
            message.Release();
        }

        if (result is QueueResult.Full or QueueResult.AllFull)
        {
            _onDropped(this, messages.Length - taken);
        }
        else if (_isDropping)
        {
            _isDropping = false;
        }
    }

    // Not the subscription itself: that would keep its session.
    private sealed record Binding(byte[] Destination, SubscriptionOptions Options)
    {
        public bool IsSelective => Options.NoLocal || Options.Filter is not null;
    }
}
