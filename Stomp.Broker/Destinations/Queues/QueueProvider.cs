using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using Stomp.Broker.Collections;
using Stomp.Broker.Configuration;
using Stomp.Broker.Messages;
using Stomp.Broker.Outboxes;
using Stomp.Broker.Policies;
using Stomp.Broker.Storage;
using Stomp.Broker.Subscriptions;

namespace Stomp.Broker.Destinations.Queues;

/// <summary>Queues: each message goes to one consumer, and is kept until then. A queue is there while it holds messages or has consumers.</summary>
internal sealed class QueueProvider(string prefix, StompLimits limits, DestinationPolicies policies, QueueContext context)
    : DestinationProvider(prefix), IQueueOwner
{
    private static readonly Refusal NoName = new("the destination names no queue");

    private readonly ConcurrentDictionary<byte[], MessageQueue> _queues = new(Utf8Comparer.Instance);
    private readonly bool _areSomeBlocking = policies.Any(static policy => policy.Overflow == StompOverflow.Block);
    private readonly bool _areSomeNotCreated = policies.Any(static policy => policy.AutoCreate == false);
    private int _count; // the dictionary's own count takes all its locks

    // A queue is kept whoever is connected: that is what RabbitMQ's clients ask for with "durable".
    public override SubscriptionFeatures Features =>
        SubscriptionFeatures.Selector | SubscriptionFeatures.Priority | SubscriptionFeatures.Exclusive | SubscriptionFeatures.NoLocal | SubscriptionFeatures.Browse
        | SubscriptionFeatures.DurableQueue;

    /// <summary>What the messages of all queues together may take up.</summary>
    public QueueBudget Budget { get; } = new(limits.MaxQueueBytes, limits.MaxTotalQueueBytes);

    /// <summary>What its queues share with others.</summary>
    public QueueContext Context => context;

    /// <summary>The queues there are now.</summary>
    public int Count => Volatile.Read(ref _count);

    public override Refusal? CheckSend(ReadOnlySpan<byte> destination)
    {
        if (destination.Length == Prefix.Length)
        {
            return NoName;
        }

        return (_areSomeNotCreated || Count >= limits.MaxQueues) && !_queues.GetAlternateLookup<ReadOnlySpan<byte>>().ContainsKey(destination)
            ? CheckNew(destination)
            : null;
    }

    public override Refusal? CheckSubscribe(ReadOnlySpan<byte> destination, SubscriptionOptions options, ISubscriber subscriber) => CheckSend(destination);

    public override Refusal? Reserve(ReadOnlySpan<byte> destination, Message message)
    {
        if (CheckSend(destination) is { } refusal)
        {
            return refusal; // the queues of a transaction are made at its end
        }

        MessageQueue queue;
        QueueResult result;
        while ((result = (queue = GetOrAdd(destination)).TryReserve(message)) == QueueResult.Retired)
        {
        }

        return Explain(result, queue);
    }

    public override void Prepare(ReadOnlySpan<byte> destination, Message message, PreparedMessages prepared)
    {
        while (!GetOrAdd(destination).TryPrepare(message, prepared))
        {
        }
    }

    /// <summary>Makes a queue that was stored, as it was.</summary>
    /// <param name="name">The destination.</param>
    /// <param name="id">Its id in the store.</param>
    public MessageQueue Restore(byte[] name, long id)
    {
        MessageQueue queue = Create(name, id);
        _queues[name] = queue;
        Interlocked.Increment(ref _count);
        return queue;
    }

    public override void Unreserve(ReadOnlySpan<byte> destination, Message message)
    {
        GetOrAdd(destination).Unreserve(message); // the place set aside keeps the queue there
    }

    public override Refusal? Publish(
        ReadOnlySpan<byte> destination, ReadOnlySpan<Message> messages, bool isReserved, DeliveryBatch batch, out int taken)
    {
        MessageQueue queue;
        QueueResult result;
        while ((result = (queue = GetOrAdd(destination)).TryPublish(messages, isReserved, batch, out taken)) == QueueResult.Retired)
        {
        }

        foreach (Message message in messages[taken..])
        {
            message.Release();
        }

        return Explain(result, queue);
    }

    public override bool IsBlocking(ReadOnlySpan<byte> destination) =>
        _areSomeBlocking && (Find(destination)?.Policy ?? GetPolicy(destination)).Overflow == StompOverflow.Block;

    public override Task? WaitForRoom(ReadOnlySpan<byte> destination) => _areSomeBlocking ? Find(destination)?.WaitForRoom() : null;

    public override void Subscribe(Subscription subscription, DeliveryBatch batch)
    {
        while (!GetOrAdd(subscription.Destination).TryAdd(subscription, batch))
        {
        }
    }

    public override void Unsubscribe(Subscription subscription, DeliveryBatch batch) => End(subscription, batch);

    /// <summary>Ends a subscription to a queue, wherever that is.</summary>
    public static void End(Subscription subscription, DeliveryBatch batch)
    {
        if (subscription.Source is QueueConsumer consumer)
        {
            consumer.Queue.Remove(subscription, batch);
        }
        else if (subscription.Source is QueueBrowser browser)
        {
            browser.Queue.Remove(subscription, batch);
        }
    }

    public void OnRetired(MessageQueue queue)
    {
        if (_queues.TryRemove(new KeyValuePair<byte[], MessageQueue>(queue.Name, queue)))
        {
            Interlocked.Decrement(ref _count);
        }
    }

    public void Republish(MessageQueue queue, Message message, long position, int deliveries, DeliveryBatch batch)
    {
        // The message was in the broker before: it is counted again, but the limit is for what comes in.
        while (!GetOrAdd(queue.Name).TryTakeOver(message, position, deliveries, batch))
        {
        }
    }

    private MessageQueue? Find(ReadOnlySpan<byte> destination) =>
        _queues.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(destination, out MessageQueue? queue) ? queue : null;

    private Refusal? CheckNew(ReadOnlySpan<byte> destination)
    {
        if (Count >= limits.MaxQueues)
        {
            return new Refusal($"a new queue exceeds the limit of {limits.MaxQueues} queues", nameof(limits.MaxQueues));
        }

        return policies.Find(destination).AutoCreate == false && !policies.Names(destination)
            ? new Refusal($"there is no queue {Encoding.UTF8.GetString(destination)}, and none comes to be by being used; those that may are named by the broker's policies")
            : null;
    }

    // A retired queue is out of the table, or about to be: whoever still got hold of it comes here again.
    private MessageQueue GetOrAdd(ReadOnlySpan<byte> destination)
    {
        var lookup = _queues.GetAlternateLookup<ReadOnlySpan<byte>>();
        if (lookup.TryGetValue(destination, out MessageQueue? queue))
        {
            if (!queue.IsRetired)
            {
                return queue;
            }

            OnRetired(queue);
        }

        MessageQueue added = Create(destination.ToArray(), id: 0);
        queue = _queues.GetOrAdd(added.Name, added);
        if (queue == added)
        {
            Interlocked.Increment(ref _count);
        }

        return queue;
    }

    private MessageQueue Create(byte[] name, long id)
    {
        QueuePolicy policy = GetPolicy(name);
        QueueJournal? journal = context.Storage.Writer is not null
            ? new QueueJournal(context.Storage, StoredQueueKind.Queue, name, [], policy, context.Time) { Id = id }
            : null;
        return new MessageQueue(name, Budget, this, policy, context, journal);
    }

    private QueuePolicy GetPolicy(ReadOnlySpan<byte> destination) =>
        policies.IsEmpty ? QueuePolicy.Default : QueuePolicy.From(policies.Find(destination));

    private Refusal? Explain(QueueResult result, MessageQueue queue)
    {
        Debug.Assert(result != QueueResult.Retired);
        if (result == QueueResult.Taken)
        {
            return null;
        }

        queue.RetireIfUnused(); // it may have been made for a message that it cannot take
        string name = Encoding.UTF8.GetString(queue.Name);
        QueuePolicy policy = queue.Policy;
        return result switch
        {
            QueueResult.AllFull => new Refusal(
                $"the queues are full; their limit is {limits.MaxTotalQueueBytes} octets of messages in all", nameof(limits.MaxTotalQueueBytes)),
            QueueResult.FullOfMessages => new Refusal(
                $"the queue {name} is full; the limit of its policy is {policy.MaxMessages} messages", nameof(policy.MaxMessages)),
            _ when policy.MaxBytes < limits.MaxQueueBytes => new Refusal(
                $"the queue {name} is full; the limit of its policy is {policy.MaxBytes} octets of messages", nameof(policy.MaxBytes)),
            _ => new Refusal($"the queue {name} is full; its limit is {limits.MaxQueueBytes} octets of messages", nameof(limits.MaxQueueBytes)),
        };
    }
}
