using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.Logging;
using Stomp.Broker.Destinations.Queues;
using Stomp.Broker.Destinations.Topics;
using Stomp.Broker.Dialects;
using Stomp.Broker.Messages;
using Stomp.Broker.Routing;
using Stomp.Broker.Scheduling;
using Stomp.Broker.Sessions;
using Stomp.Broker.Storage;
using Stomp.Core.Frames;
using Stomp.Core.Protocol;

namespace Stomp.Broker.Recovery;

/// <summary>Gives queues, durable subscriptions, topics and the schedule back what was stored when the broker last ended.</summary>
/// <remarks>Runs once, before there are sessions.</remarks>
internal sealed class BrokerRecovery(
    IStompMessageStore store, BrokerContext broker, QueueProvider queues, TopicProvider topics, MessageSchedule schedule, ScheduleJournal scheduleJournal)
{
    private const int Priorities = MessageProperties.MaxPriority + 1;

    // What is read at once; the log says how far it is now and then.
    private static readonly StoreReadLimit Portion = new(Messages: 4096, Octets: 8 * 1024 * 1024);
    private static readonly TimeSpan LogPeriod = TimeSpan.FromSeconds(2);

    private readonly TimeProvider _time = broker.Time;
    private readonly TopicProvider _topics = topics;
    private readonly ILogger _logger = broker.Logger;
    private readonly long _started = broker.Time.GetTimestamp();
    private long _lastLog = broker.Time.GetTimestamp();
    private long _schedule; // the id of the schedule's queue
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
            TimeSpan left = DateTimeOffset.FromUnixTimeMilliseconds(id.Expires) - _time.GetUtcNow();
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
        byte[] retained = RetainedJournal.GetPrefix(_topics.Prefix);
        await store.ReadValuesAsync(retained, new RetainedReceiver(this), cancellationToken);
        RecoveryLog.Recovered(_logger, _messages, restored.Count, _time.GetElapsedTime(_started).TotalSeconds);
    }

    private MessageQueue? Restore(StoredQueue stored)
    {
        switch ((StoredQueueKind)stored.Kind)
        {
            case StoredQueueKind.Queue:
                return queues.Restore(stored.Name.ToArray(), stored.Id);
            case StoredQueueKind.Subscription:
                return _topics.Durable.Restore(stored);
            case StoredQueueKind.Schedule:
                _schedule = stored.Id;
                scheduleJournal.Restore(stored.Id);
                return null;
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

    private Message Decode(ReadOnlySpan<byte> octets) => broker.Encoder.Restore(octets, SendHeaderReader.Read(octets, _time));

    // What it shows is where it goes: others are not stored.
    private void RestoreScheduled(in StoredMessageInfo info, ReadOnlySpan<byte> octets)
    {
        Message message = Decode(octets);
        MessageEncoder.Decode(message, out StompFrame frame);
        byte[] destination = frame.Headers.TryGetValue(KnownHeader.Destination, out ReadOnlySpan<byte> value) ? value.ToArray() : [];
        if (broker.Router.Find(destination) is not { } provider || provider.CheckSend(destination) is not null)
        {
            message.Release();
            RecoveryLog.NoDestination(_logger, Encoding.UTF8.GetString(destination));
            return;
        }

        _messages++;
        schedule.Restore(new Route(provider, destination), message, info);
    }

    private void LogProgress()
    {
        if (_time.GetElapsedTime(_lastLog) >= LogPeriod)
        {
            _lastLog = _time.GetTimestamp();
            RecoveryLog.Progress(_logger, _messages, _total);
        }
    }

    private sealed class RetainedReceiver(BrokerRecovery recovery) : IStoredValueReceiver
    {
        public bool Receive(ReadOnlySpan<byte> key, ReadOnlySpan<byte> octets)
        {
            recovery._messages++;
            recovery._topics.RestoreRetained(RetainedJournal.GetDestination(key), recovery.Decode(octets));
            return true;
        }
    }

    private sealed class Receiver(BrokerRecovery recovery, Dictionary<long, MessageQueue> queues, int leastDeliveries) : IStoredMessageReceiver
    {
        /// <summary>The last position that was read.</summary>
        public long Last { get; set; }


        public bool Receive(in StoredMessageInfo message, ReadOnlySpan<byte> octets)
        {
            Last = message.Position;
            if (message.Queue == recovery._schedule)
            {
                recovery.RestoreScheduled(message, octets);
            }
            else if (queues.TryGetValue(message.Queue, out MessageQueue? queue))
            {
                recovery._messages++;
                queue.Restore(recovery.Decode(octets), message with { DeliveryCount = Math.Max(message.DeliveryCount, leastDeliveries) });
            }

            return true;
        }
    }
}
