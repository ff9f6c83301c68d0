namespace Stomp.Broker.Destinations;

/// <summary>
/// How many octets of messages a queue may hold, and all queues that share the budget together; these with what each message costs beside.
/// </summary>
/// <remarks>Thread-safe; the counter of a queue is guarded by that queue's lock.</remarks>
internal sealed class QueueBudget(long maxQueueBytes, long maxTotalBytes)
{
    // What a message costs beside its octets: the object, its place in the queue, the rest of its pooled array. Measured with small messages.
    private const int MessageOverhead = 320;

    private long _total;

    public long MaxQueueBytes => maxQueueBytes;

    public long MaxTotalBytes => maxTotalBytes;

    /// <summary>Takes octets out of the budget for a message, if there are as many.</summary>
    public QueueResult TryTake(ref long queueBytes, int length)
    {
        if (queueBytes + length > maxQueueBytes)
        {
            return QueueResult.Full;
        }

        if (Interlocked.Add(ref _total, length + MessageOverhead) > maxTotalBytes)
        {
            Interlocked.Add(ref _total, -length - MessageOverhead);
            return QueueResult.AllFull;
        }

        queueBytes += length;
        return QueueResult.Taken;
    }

    /// <summary>Takes octets for a message that was in a queue before: the limits are for what comes in.</summary>
    public void Take(ref long queueBytes, int length)
    {
        Interlocked.Add(ref _total, length + MessageOverhead);
        queueBytes += length;
    }

    public void GiveBack(ref long queueBytes, int length)
    {
        Interlocked.Add(ref _total, -length - MessageOverhead);
        queueBytes -= length;
    }
}
