using System.Runtime.InteropServices;
using Stomp.Broker.Destinations.Queues;
using Stomp.Broker.Messages;
using Stomp.Broker.Outboxes;
using Stomp.Broker.Subscriptions;

namespace Stomp.Broker.Destinations.Topics;

/// <summary>
/// Stands between a topic, or a user's destination, and a subscription that acknowledges: a queue of its own, so that refused messages come again and credit holds
/// messages back. When it has more than a session may have unsent, the session is given up.
/// </summary>
internal sealed class TopicBacklog : IMessageTarget
{
    private readonly Subscription _subscription;
    private readonly long _maxBytes;
    private readonly MessageQueue _queue;
    private List<Message>? _kept;
    private MessageEncoder? _gapEncoder; // marks the next message as one before which some are missing

    /// <param name="subscription">The subscription.</param>
    /// <param name="maxBytes">The octets of messages that may wait.</param>
    /// <param name="kept">What its topics have kept for it, with one reference to each; may be more than that.</param>
    public TopicBacklog(Subscription subscription, long maxBytes, List<Message>? kept = null)
    {
        _subscription = subscription;
        _maxBytes = maxBytes + (kept?.Sum(static message => (long)message.Length) ?? 0);
        _queue = new MessageQueue(subscription.Destination, new QueueBudget(_maxBytes, long.MaxValue), owner: null);
        _kept = kept;
    }

    public void Start(DeliveryBatch batch)
    {
        _queue.TryAdd(_subscription, batch);
        if (_kept is not null)
        {
            Deliver(CollectionsMarshal.AsSpan(_kept), batch);
            _kept = null;
        }
    }

    /// <summary>The next message tells that some are missing before it.</summary>
    public void MarkGap(MessageEncoder encoder) => _gapEncoder = encoder;

    /// <summary>Ends the subscription; what it had not acknowledged is for nobody else.</summary>
    public void End(DeliveryBatch batch)
    {
        _queue.Remove(_subscription, batch);
        _queue.Clear();
    }

    public bool Takes(ReadOnlySpan<byte> destination) => _subscription.Takes(destination);

    public void Deliver(ReadOnlySpan<Message> messages, DeliveryBatch batch)
    {
        if (_gapEncoder is not null && Interlocked.Exchange(ref _gapEncoder, null) is { } encoder)
        {
            Message marked = TopicReplay.Mark(encoder, messages[0]);
            messages[0].Release();
            Publish(new ReadOnlySpan<Message>(in marked), batch);
            messages = messages[1..];
        }

        Publish(messages, batch);
    }

    private void Publish(ReadOnlySpan<Message> messages, DeliveryBatch batch)
    {
        QueueResult result = _queue.TryPublish(messages, isReserved: false, batch, out int taken);
        foreach (Message message in messages[taken..])
        {
            message.Release();
        }

        if (result is QueueResult.Full or QueueResult.AllFull)
        {
            _subscription.Outbox.Overflow(_maxBytes);
        }
    }
}
