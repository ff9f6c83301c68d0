using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Stomp.Broker.Destinations.Queues;
using Stomp.Broker.Destinations.Topics;
using Stomp.Broker.Dialects;
using Stomp.Broker.Messages;
using Stomp.Broker.Storage;

namespace Stomp.Broker.Recovery;

/// <summary>Gives queues and durable subscriptions back what was stored when the broker last ended.</summary>
/// <remarks>Runs once, before there are sessions.</remarks>
internal sealed class BrokerRecovery(
    IStompMessageStore store, QueueProvider queues, DurableSubscriptions subscriptions, MessageEncoder encoder, TimeProvider time, ILogger logger)
{
    private const int Priorities = MessageProperties.MaxPriority + 1;

    // What is read at once; the log says how far it is now and then.
    private static readonly StoreReadLimit Portion = new(Messages: 4096, Octets: 8 * 1024 * 1024);
    private static readonly TimeSpan LogPeriod = TimeSpan.FromSeconds(2);

    private readonly long _started = time.GetTimestamp();
    private long _lastLog = time.GetTimestamp();
    private long _messages;
    private long _total;

    /// <summary>Restores all.</summary>
    /// <param name="contents">What the store holds.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    /// <exception cref="StompStoreException">The store cannot be read.</exception>
    public async Task RunAsync(StompStoreContents contents, CancellationToken cancellationToken)
    {
        _total = contents.Queues.Sum(static queue => queue.DelayedMessages + queue.Priorities.Sum(static priority => priority.Messages));
        var restored = new Dictionary<long, MessageQueue>();
        foreach (StoredQueue stored in contents.Queues)
        {
            if (Restore(stored) is { } queue)
            {
                restored.Add(stored.Id, queue);
            }
        }

        foreach (StoredDuplicateId id in contents.DuplicateIds)
        {
            TimeSpan left = DateTimeOffset.FromUnixTimeMilliseconds(id.Expires) - time.GetUtcNow();
            if (left > TimeSpan.Zero && restored.TryGetValue(id.Queue, out MessageQueue? queue))
            {
                queue.Restore(id.Id.Span, left);
            }
        }

        // After a crash nobody knows which of them were delivered: all of them may have been.
        var receiver = new Receiver(this, restored, leastDeliveries: contents.WasClosedCleanly ? 0 : 1);
        foreach (StoredQueue stored in contents.Queues)
        {
            for (int priority = 0; priority < Priorities; priority++)
            {
                receiver.Last = 0;
                while (await store.ReadAsync(stored.Id, priority, receiver.Last + 1, Portion, receiver, cancellationToken))
                {
                    LogProgress();
                }
            }
        }

        await ReadDelayedAsync(receiver, cancellationToken);
        RecoveryLog.Recovered(logger, _messages, restored.Count, time.GetElapsedTime(_started).TotalSeconds);
    }

    private MessageQueue? Restore(StoredQueue stored)
    {
        switch ((StoredQueueKind)stored.Kind)
        {
            case StoredQueueKind.Queue:
                return queues.Restore(stored.Name.ToArray(), stored.Id);
            case StoredQueueKind.Subscription:
                return subscriptions.Restore(stored);
            default:
                throw new StompStoreException(
                    StompStoreFailure.Foreign, $"The store holds a queue of the kind {stored.Kind}, which this version does not know: a newer one has written it.");
        }
    }

    // All of them, however far away: until they are due they wait in memory.
    private async Task ReadDelayedAsync(Receiver receiver, CancellationToken cancellationToken)
    {
        bool hasMore = await store.ReadDueAsync(long.MaxValue, new StoreReadLimit(int.MaxValue, long.MaxValue), receiver, cancellationToken);
        Debug.Assert(!hasMore);
    }

    private Message Decode(ReadOnlySpan<byte> octets) => encoder.Restore(octets, SendHeaderReader.Read(octets, time));

    private void LogProgress()
    {
        if (time.GetElapsedTime(_lastLog) >= LogPeriod)
        {
            _lastLog = time.GetTimestamp();
            RecoveryLog.Progress(logger, _messages, _total);
        }
    }

    private sealed class Receiver(BrokerRecovery recovery, Dictionary<long, MessageQueue> queues, int leastDeliveries) : IStoredMessageReceiver
    {
        /// <summary>The last position that was read.</summary>
        public long Last { get; set; }


        public bool Receive(in StoredMessageInfo message, ReadOnlySpan<byte> octets)
        {
            Last = message.Position;
            if (queues.TryGetValue(message.Queue, out MessageQueue? queue))
            {
                recovery._messages++;
                queue.Restore(recovery.Decode(octets), message with { DeliveryCount = Math.Max(message.DeliveryCount, leastDeliveries) });
            }

            return true;
        }
    }
}
