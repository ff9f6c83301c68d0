using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using Stomp.Broker.Collections;
using Stomp.Broker.Configuration;
using Stomp.Broker.Messages;
using Stomp.Broker.Outboxes;
using Stomp.Broker.Subscriptions;

namespace Stomp.Broker.Destinations.Queues;

/// <summary>Queues: each message goes to one consumer, and is kept until then. A queue is there while it holds messages or has consumers.</summary>
internal sealed class QueueProvider(string prefix, StompLimits limits) : DestinationProvider(prefix), IQueueOwner
{
    private static readonly Refusal NoName = new("the destination names no queue");

    private readonly QueueBudget _budget = new(limits.MaxQueueBytes, limits.MaxTotalQueueBytes);
    private readonly ConcurrentDictionary<byte[], MessageQueue> _queues = new(Utf8Comparer.Instance);
    private int _count; // the dictionary's own count takes all its locks

    // A queue is kept whoever is connected: that is what RabbitMQ's clients ask for.
    public override SubscriptionFeatures Features => SubscriptionFeatures.DurableQueue;

    /// <summary>What the messages of all queues together may take up.</summary>
    public QueueBudget Budget => _budget;

    /// <summary>The queues there are now.</summary>
    public int Count => Volatile.Read(ref _count);

    public override Refusal? CheckSend(ReadOnlySpan<byte> destination)
    {
        if (destination.Length == Prefix.Length)
        {
            return NoName;
        }

        return Count >= limits.MaxQueues && !_queues.GetAlternateLookup<ReadOnlySpan<byte>>().ContainsKey(destination)
            ? new Refusal($"a new queue exceeds the limit of {limits.MaxQueues} queues", nameof(limits.MaxQueues))
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

    public override void Subscribe(Subscription subscription, DeliveryBatch batch)
    {
        while (!GetOrAdd(subscription.Destination).TryAdd(subscription, batch))
        {
        }
    }

    public override void Unsubscribe(Subscription subscription, DeliveryBatch batch)
    {
        if (subscription.Source is MessageQueue queue)
        {
            queue.Remove(subscription, batch);
        }
    }

    public void OnRetired(MessageQueue queue)
    {
        if (_queues.TryRemove(new KeyValuePair<byte[], MessageQueue>(queue.Name, queue)))
        {
            Interlocked.Decrement(ref _count);
        }
    }

    public void Republish(MessageQueue queue, Message message, int deliveries, DeliveryBatch batch)
    {
        // The message was in the broker before: it is counted again, but the limit is for what comes in.
        while (!GetOrAdd(queue.Name).TryTakeOver(message, deliveries, batch))
        {
        }
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

        var added = new MessageQueue(destination.ToArray(), _budget, this);
        queue = _queues.GetOrAdd(added.Name, added);
        if (queue == added)
        {
            Interlocked.Increment(ref _count);
        }

        return queue;
    }

    private Refusal? Explain(QueueResult result, MessageQueue queue)
    {
        Debug.Assert(result != QueueResult.Retired);
        if (result == QueueResult.Taken)
        {
            return null;
        }

        queue.RetireIfUnused(); // it may have been made for a message that it cannot take
        return result == QueueResult.Full
            ? new Refusal(
                $"the queue {Encoding.UTF8.GetString(queue.Name)} is full; its limit is {_budget.MaxQueueBytes} octets of messages",
                nameof(limits.MaxQueueBytes))
            : new Refusal(
                $"the queues are full; their limit is {_budget.MaxTotalBytes} octets of messages in all", nameof(limits.MaxTotalQueueBytes));
    }
}
