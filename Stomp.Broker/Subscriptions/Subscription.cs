using Stomp.Broker.Messages;
using Stomp.Broker.Outboxes;
using Stomp.Core.Protocol;

namespace Stomp.Broker.Subscriptions;

/// <summary>A subscription of one session: what SUBSCRIBE said.</summary>
/// <remarks>Its session's loop makes and ends it; destinations deliver to it on any thread.</remarks>
internal sealed class Subscription : IMessageTarget, IOutboxRecipient
{
    public Subscription(
        byte[]? id,
        int number,
        byte[] destination,
        AckMode ackMode,
        int prefetchCount,
        StompVersion version,
        Outbox outbox,
        ISubscriber subscriber,
        SubscriptionOptions? options = null)
    {
        Id = id;
        Number = number;
        Destination = destination;
        AckMode = ackMode;
        PrefetchCount = prefetchCount;
        Outbox = outbox;
        Subscriber = subscriber;
        Options = options ?? SubscriptionOptions.Default;
        Head = CreateHead(version, resumeToken: null);
    }

    /// <summary>The id that the client gave; <see langword="null"/> for one of 1.0 without.</summary>
    public byte[]? Id { get; }

    /// <summary>The number of the subscription in its session, from 1.</summary>
    public int Number { get; }

    /// <summary>The destination, as its provider knows it: for a temporary one its address.</summary>
    public byte[] Destination { get; }

    /// <summary>What the client calls it: nearly always <see cref="Destination"/>, for a temporary one its name.</summary>
    public byte[] Name => Origin?.Name ?? Destination;

    /// <summary>The destination of SUBSCRIBE, as the client wrote it: nearly always <see cref="Name"/>, or a list that it is one of.</summary>
    public byte[] Written => Origin?.List ?? Name;

    /// <summary>The first subscription of the list that it was made for; <see langword="null"/> for the first itself, and for one of its own.</summary>
    public Subscription? First => Origin?.First;

    /// <summary>The others that were made for the same list, and end with it. Each has deliveries and credit of its own.</summary>
    public Subscription[] Others => Origin?.Others ?? [];

    /// <summary>Whether no SUBSCRIBE has made it, but a message that wants answers.</summary>
    public bool IsImplicit => Origin is { IsImplicit: true };

    /// <summary>How it came to be, when in another way than by SUBSCRIBE to the destination.</summary>
    public SubscriptionOrigin? Origin { get; init; }

    public AckMode AckMode { get; }

    /// <summary>The most un-acknowledged messages it may have.</summary>
    public int PrefetchCount { get; }

    /// <summary>What SUBSCRIBE asked for beyond that.</summary>
    public SubscriptionOptions Options { get; }

    public Outbox Outbox { get; }

    /// <summary>The session.</summary>
    public ISubscriber Subscriber { get; }

    public MessageHead Head { get; private set; }

    /// <summary>Whether its session is asked which of the destinations that it matches it may have.</summary>
    public bool IsFiltered { get; init; }

    /// <inheritdoc/>
    public bool IsActive { get; set; } = true;

    /// <summary>
    /// Whether it wants some of its destination's messages and not others; see <see cref="Wants"/>. Not so for one to a durable subscription, which selects itself,
    /// and whose messages are all for those who have it.
    /// </summary>
    public bool IsSelective => Options.Durable is null && (Options.NoLocal || Options.Filter is not null);

    /// <summary>What stands for it with its topics; <see langword="null"/> when it does so itself.</summary>
    public IMessageTarget? Target { get; set; }

    /// <summary>The queue that delivers to it; <see langword="null"/> for one that a topic delivers to directly.</summary>
    public IDeliverySource? Source { get; set; }

    /// <summary>Whether it wants a message. Any thread may ask.</summary>
    public bool Wants(Message message) =>
        Options.Durable is not null
        || (!(Options.NoLocal && message.Sender == Subscriber.Number) && (Options.Filter is null || Options.Filter.Matches(message)));

    /// <summary>From now on each message that has a number tells how to go on behind it.</summary>
    /// <param name="beginning">What a token has before the number.</param>
    public void SetResumeToken(byte[] beginning) => Head = CreateHead(Head.Version, beginning);

    /// <inheritdoc/>
    public bool Takes(ReadOnlySpan<byte> destination) => !IsFiltered || Subscriber.CanReceive(destination);

    /// <inheritdoc/>
    public void Deliver(ReadOnlySpan<Message> messages, DeliveryBatch batch)
    {
        int appended = Outbox.Append(messages, this, batch);
        foreach (Message message in messages[appended..])
        {
            message.Release();
        }
    }

    /// <inheritdoc/>
    public void TakeBack(Message message, long sequence, int deliveries)
    {
        if (Source is null)
        {
            message.Release();
        }
        else
        {
            Source.TakeBack(this, message, sequence, deliveries);
        }
    }

    /// <inheritdoc/>
    public void Discard(long sequence)
    {
        if (AckMode != AckMode.Auto)
        {
            Source?.Discard(this, sequence);
        }
    }

    private MessageHead CreateHead(StompVersion version, byte[]? resumeToken)
    {
        bool isAcknowledged = AckMode != AckMode.Auto;
        return (Options.SequenceHeader, resumeToken) switch
        {
            (null, null) => new MessageHead(Id, Number, isAcknowledged, version),
            ({ } name, null) => new MessageHead(Id, Number, isAcknowledged, version, (name, [])),
            (null, { } token) => new MessageHead(Id, Number, isAcknowledged, version, ("resume-token"u8.ToArray(), token)),
            ({ } name, { } token) => new MessageHead(Id, Number, isAcknowledged, version, (name, []), ("resume-token"u8.ToArray(), token)),
        };
    }
}
