using Stomp.Broker.Messages;

namespace Stomp.Broker.Destinations.Queues;

/// <summary>
/// How many octets of messages a queue may hold, and all queues that share the budget together; these by the memory that the messages take up.
/// </summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class QueueBudget(long maxQueueBytes, long maxTotalBytes)
{
    private long _total;

    public long MaxQueueBytes => maxQueueBytes;

    public long MaxTotalBytes => maxTotalBytes;

    /// <summary>Takes what a message takes up, if there is as much.</summary>
    public bool TryTake(Message message)
    {
        int footprint = message.Footprint;
        if (Interlocked.Add(ref _total, footprint) <= maxTotalBytes)
        {
            return true;
        }

        Interlocked.Add(ref _total, -footprint);
        return false;
    }

    /// <summary>Takes octets for what was in a queue before: the limits are for what comes in.</summary>
    public void Take(int footprint) => Interlocked.Add(ref _total, footprint);

    /// <summary>Gives octets back.</summary>
    public void GiveBack(int footprint) => Interlocked.Add(ref _total, -footprint);
}
