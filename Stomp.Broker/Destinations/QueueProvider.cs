using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Stomp.Broker.Collections;
using Stomp.Broker.Messages;
using Stomp.Broker.Outboxes;
using Stomp.Broker.Subscriptions;

namespace Stomp.Broker.Destinations;

/// <summary>Queues: each message goes to one consumer, and is kept until then. A queue is there while it holds messages or has consumers.</summary>
internal sealed class QueueProvider(string prefix, long maxQueueBytes) : DestinationProvider(prefix), IQueueOwner
{
    private readonly long _maxQueueBytes = maxQueueBytes;
    private readonly ConcurrentDictionary<byte[], MessageQueue> _queues = new(Utf8Comparer.Instance);

    /// <summary>The queues there are now.</summary>
    public int Count => _queues.Count;

    public override string? CheckSend(ReadOnlySpan<byte> destination) =>
        destination.Length == Prefix.Length ? "the destination names no queue" : null;

    public override string? CheckSubscribe(ReadOnlySpan<byte> destination) => CheckSend(destination);

    public override string? Reserve(ReadOnlySpan<byte> destination, Message message)
    {
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

    public override string? Publish(ReadOnlySpan<byte> destination, Message message, bool isReserved, DeliveryBatch batch)
    {
        MessageQueue queue;
        QueueResult result;
        while ((result = (queue = GetOrAdd(destination)).TryPublish(message, isReserved, batch)) == QueueResult.Retired)
        {
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

    public void OnRetired(MessageQueue queue) => _queues.TryRemove(new KeyValuePair<byte[], MessageQueue>(queue.Name, queue));

    public void Republish(MessageQueue queue, Message message, DeliveryBatch batch)
    {
        // The message was in the broker before: the limit is for what comes in.
        while (GetOrAdd(queue.Name).TryPublish(message, isReserved: true, batch) == QueueResult.Retired)
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

        return _queues.GetOrAdd(destination.ToArray(), static (name, provider) => new MessageQueue(name, provider._maxQueueBytes, provider), this);
    }

    private string? Explain(QueueResult result, MessageQueue queue)
    {
        Debug.Assert(result != QueueResult.Retired);
        if (result == QueueResult.Taken)
        {
            return null;
        }

        queue.RetireIfUnused(); // it may have been made for a message that it cannot take
        return string.Create(
            CultureInfo.InvariantCulture,
            $"the queue {Encoding.UTF8.GetString(queue.Name)} is full; its limit is {_maxQueueBytes} octets of messages");
    }
}
