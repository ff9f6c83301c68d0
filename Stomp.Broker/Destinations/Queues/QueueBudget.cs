using Stomp.Broker.Messages;

namespace Stomp.Broker.Destinations.Queues;

/// <summary>
/// How many octets of messages a queue may hold, and all queues that share the budget together; these by the memory that the messages take up.
/// </summary>
/// <remarks>Thread-safe; the counter of a queue is guarded by that queue's lock.</remarks>
internal sealed class QueueBudget(long maxQueueBytes, long maxTotalBytes)
{
    private long _total;

    public long MaxQueueBytes => maxQueueBytes;

    public long MaxTotalBytes => maxTotalBytes;

    /// <summary>Takes octets out of the budget for a message, if there are as many.</summary>
    public QueueResult TryTake(ref long queueBytes, Message message)
    {
        if (queueBytes + message.Length > maxQueueBytes)
        {
            return QueueResult.Full;
        }

        if (Interlocked.Add(ref _total, message.Footprint) > maxTotalBytes)
        {
            Interlocked.Add(ref _total, -message.Footprint);
            return QueueResult.AllFull;
        }

        queueBytes += message.Length;
        return QueueResult.Taken;
    }

    /// <summary>Takes octets for a message that was in a queue before: the limits are for what comes in.</summary>
    public void Take(ref long queueBytes, Message message)
    {
        Interlocked.Add(ref _total, message.Footprint);
        queueBytes += message.Length;
    }

    public void GiveBack(ref long queueBytes, Message message) => GiveBack(ref queueBytes, message.Length, message.Footprint);

    /// <summary>Gives back what a message took up that may have gone meanwhile.</summary>
    public void GiveBack(ref long queueBytes, int length, int footprint)
    {
        Interlocked.Add(ref _total, -footprint);
        queueBytes -= length;
    }
}
