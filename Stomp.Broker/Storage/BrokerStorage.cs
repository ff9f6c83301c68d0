namespace Stomp.Broker.Storage;

/// <summary>The storage of a broker. Where it has none nothing is stored, and messages are gone with the process.</summary>
internal sealed class BrokerStorage
{
    private long _lastQueue;

    /// <summary>Who writes, from the start of the broker on; <see langword="null"/> where nothing is stored.</summary>
    public StoreWriter? Writer { get; private set; }

    /// <summary>What is stored from now on goes to a writer.</summary>
    /// <param name="writer">The writer.</param>
    /// <param name="nextQueue">The first id for a queue that is not stored yet.</param>
    public void Start(StoreWriter writer, long nextQueue)
    {
        _lastQueue = nextQueue - 1;
        Writer = writer;
    }

    /// <summary>Nothing is stored any more: the broker has ended.</summary>
    public void Stop() => Writer = null;

    /// <summary>Takes an id for a queue.</summary>
    public long TakeQueueId() => Interlocked.Increment(ref _lastQueue);
}
