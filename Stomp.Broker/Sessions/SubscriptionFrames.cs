using System.Runtime.InteropServices;
using Stomp.Broker.Collections;
using Stomp.Broker.Configuration;
using Stomp.Broker.Destinations;
using Stomp.Broker.Destinations.Topics;
using Stomp.Broker.Dialects;
using Stomp.Broker.Handlers;
using Stomp.Broker.Outboxes;
using Stomp.Broker.Security.Authorization;
using Stomp.Broker.Subscriptions;
using Stomp.Broker.Transactions;
using Stomp.Core.Frames;
using Stomp.Core.Protocol;

namespace Stomp.Broker.Sessions;

/// <summary>SUBSCRIBE, UNSUBSCRIBE, ACK and NACK.</summary>
/// <remarks>The session's loop alone uses it.</remarks>
internal sealed class SubscriptionFrames(
    BrokerContext broker,
    ISubscriber session,
    Outbox outbox,
    SessionReplies replies,
    SessionRoutes routes,
    SessionTransactions transactions,
    SessionAuthorization? authorization,
    SessionHandlers? handlers,
    DeliveryBatch batch,
    SessionEvents? events)
{
    // Room for so many deliveries of one cumulative ACK is kept for the next: 256 of 24 octets, 6 KiB.
    private const int KeptTaken = 256;

    private readonly SessionSubscriptions _subscriptions = new();
    private List<UnackedDelivery>? _taken;
    private HashSet<byte[]>? _endedForClient; // ids, or destinations, of subscriptions that the client believes it has

    private StompVersion Version => replies.Version;

    /// <summary>The subscriptions at this moment. Any thread may ask.</summary>
    public Subscription[] ToArray() => _subscriptions.ToArray();

    /// <summary>SUBSCRIBE. Its receipt comes before the first message (C-131), and neither is sent before the other is certain.</summary>
    /// <returns>What must be waited for: a decision, after which the frame is handled again, or a message handler; <see langword="null"/> when it took effect.</returns>
    public Task? Subscribe(in StompFrame frame)
    {
        ReadOnlySpan<byte> destination = RequiredHeader.Get(frame, KnownHeader.Destination, HeaderName.Destination);
        byte[]? id = GetNewId(frame, destination);
        AckMode ackMode = GetAckMode(frame);
        SubscriptionOptions options = GetOptions(frame);

        if (_subscriptions.Count == broker.Options.Limits.MaxSubscriptions)
        {
            throw FrameRefusedException.Exceeded(
                $"the session exceeds the limit of {broker.Options.Limits.MaxSubscriptions} subscriptions", nameof(StompLimits.MaxSubscriptions));
        }

        DestinationProvider provider = routes.FindProvider(destination);
        CheckFeatures(options.Features & ~provider.Features, provider);
        bool isFiltered = IsFiltered(provider, destination);
        if (isFiltered && options.Durable is not null)
        {
            throw new FrameRefusedException(
                "a durable subscription with wildcards is not possible here: nobody could judge what it receives while it is not connected; subscribe to each topic");
        }

        if (authorization?.Check(StompAction.Subscribe, destination, isFiltered) is { } pending)
        {
            return pending;
        }

        if (provider.CheckSubscribe(destination, options, session) is { } refusal)
        {
            throw FrameRefusedException.From(refusal);
        }

        if (provider is HandlerDestinations unmapped && handlers is null)
        {
            throw FrameRefusedException.From(unmapped.Explain(HandlerKind.Subscribe, destination));
        }

        if (provider is HandlerDestinations && ackMode != AckMode.Auto)
        {
            throw new FrameRefusedException("what message handlers return is not acknowledged; subscribe with the header 'ack' as auto, or without it");
        }

        var subscription = new Subscription(
            id, _subscriptions.TakeNumber(), destination.ToArray(), ackMode, GetPrefetchCount(options), Version, outbox, session, options)
        {
            IsFiltered = isFiltered,
        };
        StompMessageContext? call = provider is HandlerDestinations application
            ? handlers!.CaptureSubscribe(frame, application, subscription, ReceiptRequest.Read(frame))
            : null;
        _subscriptions.Add(subscription, provider);
        ForgetEnded(id ?? subscription.Destination);
        if (call is not null)
        {
            events?.Subscribed(subscription);
            batch.WakeAll(); // what was delivered before must not wait for the handler
            return handlers!.SubscribeAsync((HandlerDestinations)provider, call);
        }

        outbox.Hold();
        replies.Receipt(frame, batch);
        provider.Subscribe(subscription, batch);
        outbox.Unhold(batch);
        events?.Subscribed(subscription);
        return null;
    }

    /// <summary>Judges the subscriptions anew: the user has presented new credentials.</summary>
    /// <exception cref="FrameRefusedException">One of them may not go on.</exception>
    public async Task RejudgeAsync()
    {
        foreach ((Subscription subscription, DestinationProvider provider) in _subscriptions.All.ToArray())
        {
            if (subscription.IsFiltered)
            {
                provider.Rejudge();
            }

            await authorization!.RecheckAsync(subscription.Destination, subscription.IsFiltered);
        }
    }

    /// <summary>UNSUBSCRIBE, by id, and in 1.0 also by destination (C-89, C-90). A durable subscription is kept, unless the frame says that it is not to be.</summary>
    public void Unsubscribe(in StompFrame frame)
    {
        DurableRequest? durable = GetDurable(frame);
        Subscription? subscription;
        bool isForgotten;
        if (frame.Headers.TryGetValue(KnownHeader.Id, out ReadOnlySpan<byte> id))
        {
            subscription = _subscriptions.FindById(id);
            isForgotten = subscription is null && ForgetEnded(id);
        }
        else if (durable is { IsShared: false })
        {
            subscription = FindDurable(durable);
            isForgotten = false;
        }
        else if (Version == StompVersion.V10)
        {
            ReadOnlySpan<byte> destination = RequiredHeader.Get(frame, KnownHeader.Destination, HeaderName.Destination);
            subscription = _subscriptions.FindByDestination(destination, withoutIdOnly: true)
                ?? _subscriptions.FindByDestination(destination, withoutIdOnly: false);
            isForgotten = subscription is null && ForgetEnded(destination);
        }
        else
        {
            throw new FrameRefusedException("the frame lacks the header 'id'");
        }

        if (durable is not null && !IsToQueue(subscription))
        {
            Delete(durable, subscription);
        }
        else if (subscription is not null)
        {
            End(subscription, StompUnsubscribeCause.Client);
        }
        else if (!isForgotten)
        {
            throw new FrameRefusedException("the session has no such subscription");
        }
    }

    /// <summary>Ends a subscription that the client has not asked to end.</summary>
    /// <returns><see langword="false"/> when it has ended already.</returns>
    public bool EndForClient(int number)
    {
        if (_subscriptions.Find(number) is not { } subscription)
        {
            return false;
        }

        End(subscription, StompUnsubscribeCause.Application);
        _endedForClient ??= new HashSet<byte[]>(Utf8Comparer.Instance);
        if (_endedForClient.Count == broker.Options.Limits.MaxSubscriptions)
        {
            _endedForClient.Clear(); // a client that never ends them itself
        }

        _endedForClient.Add(subscription.Id ?? subscription.Destination);
        return true;
    }

    /// <summary>ACK (<paramref name="accept"/>) or NACK. A refused message goes back to its queue (C-102).</summary>
    public void Acknowledge(in StompFrame frame, bool accept)
    {
        AckKey key = GetAckKey(frame);
        Rejection rejection = accept ? default : GetRejection(frame);
        Transaction? transaction = transactions.Find(frame, bytes: 0);
        Subscription? subscription = _subscriptions.Find(key.Subscription);
        if (subscription is null)
        {
            // The subscription ended while the frame was under way; its messages have gone back already (C-93, D-11).
            if (key.Subscription > _subscriptions.LastNumber)
            {
                ThrowUnknownMessage();
            }

            return;
        }

        CheckSubscription(frame, subscription);
        List<UnackedDelivery> taken = transaction is null ? _taken ??= [] : [];
        if (subscription.Source is not { } source || !source.TryTake(subscription, key.Sequence, taken))
        {
            ThrowUnknownMessage();
            return;
        }

        if (transaction is not null)
        {
            transaction.AddAcknowledgement(subscription, taken, accept, rejection);
            return;
        }

        if (accept)
        {
            source.Accept(subscription, CollectionsMarshal.AsSpan(taken), batch);
        }
        else
        {
            source.Reject(subscription, CollectionsMarshal.AsSpan(taken), rejection, batch);
        }

        taken.Clear();
        if (taken.Capacity > KeptTaken)
        {
            taken.Capacity = 0;
        }
    }

    /// <summary>Lets no subscription take any more: what one gives back must not go to another that is about to end too.</summary>
    public void DeactivateAll()
    {
        foreach ((Subscription subscription, _) in _subscriptions.All)
        {
            outbox.SetActive(subscription, active: false);
        }
    }

    /// <summary>Ends all subscriptions when the session ends; what was not acknowledged goes back (C-100).</summary>
    public void UnsubscribeAll()
    {
        foreach ((Subscription subscription, _) in _subscriptions.All.ToArray())
        {
            End(subscription, StompUnsubscribeCause.SessionEnded);
        }
    }

    private void End(Subscription subscription, StompUnsubscribeCause cause)
    {
        _subscriptions.Remove(subscription).Unsubscribe(subscription, batch);
        events?.Unsubscribed(subscription, cause);
    }

    // Whether or not the session is subscribed to it at the moment.
    private void Delete(DurableRequest durable, Subscription? subscription)
    {
        if (subscription is { Options.Durable: { } own } && own.IsShared && durable.IsShared)
        {
            durable = own; // its id stands for it, whatever other name it has
        }

        DurableName name = Read(durable);
        if (subscription is not null && (subscription.Options.Durable is null || Read(subscription.Options.Durable) != name))
        {
            throw new FrameRefusedException($"the subscription that the frame names is not the durable subscription '{name.Name}'");
        }

        DurableSubscriptions all = broker.DurableSubscriptions!;
        if (all.CheckDelete(name, subscription) is { } refusal)
        {
            throw FrameRefusedException.From(refusal);
        }

        if (subscription is not null)
        {
            End(subscription, StompUnsubscribeCause.Client);
        }

        if (all.Delete(name, out _) is { } late)
        {
            throw FrameRefusedException.From(late);
        }
    }

    // RabbitMQ's clients say the same of queues, which stay in any case.
    private bool IsToQueue(Subscription? subscription) =>
        subscription is { Options.Durable.IsShared: true } && broker.Router.Find(subscription.Destination) is not TopicProvider;

    private Subscription? FindDurable(DurableRequest durable)
    {
        DurableName name = Read(durable);
        foreach ((Subscription subscription, _) in _subscriptions.All)
        {
            if (subscription.Options.Durable is { } request && Read(request) == name)
            {
                return subscription;
            }
        }

        return null;
    }

    private DurableName Read(DurableRequest durable) =>
        DurableName.TryRead(durable, session, out DurableName name) is { } refusal ? throw FrameRefusedException.From(refusal) : name;

    private bool IsFiltered(DestinationProvider provider, ReadOnlySpan<byte> destination) =>
        authorization is { JudgesReceiving: true } && provider.IsPattern(destination);

    private bool ForgetEnded(ReadOnlySpan<byte> key) =>
        _endedForClient is not null && _endedForClient.GetAlternateLookup<ReadOnlySpan<byte>>().Remove(key);

    private static void ThrowUnknownMessage() =>
        throw new FrameRefusedException(
            "there is no such message to acknowledge; each can be acknowledged once, on the session that got it, unless the subscription's ack mode is auto");

    private byte[]? GetNewId(in StompFrame frame, ReadOnlySpan<byte> destination)
    {
        if (frame.Headers.TryGetValue(KnownHeader.Id, out ReadOnlySpan<byte> id))
        {
            return _subscriptions.ContainsId(id)
                ? throw new FrameRefusedException("the session has a subscription with this id already; ids must differ")
                : id.ToArray();
        }

        if (Version > StompVersion.V10)
        {
            throw new FrameRefusedException("the frame lacks the header 'id'");
        }

        return _subscriptions.FindByDestination(destination, withoutIdOnly: true) is null
            ? null
            : throw new FrameRefusedException("the session has a subscription to this destination already; a second one needs the header 'id'");
    }

    private AckMode GetAckMode(in StompFrame frame)
    {
        if (!frame.Headers.TryGetValue(KnownHeader.Ack, out ReadOnlySpan<byte> ack) || ack.SequenceEqual("auto"u8))
        {
            return AckMode.Auto;
        }

        if (ack.SequenceEqual("client"u8))
        {
            return AckMode.Client;
        }

        if (ack.SequenceEqual("client-individual"u8) && Version > StompVersion.V10)
        {
            return AckMode.ClientIndividual;
        }

        throw new FrameRefusedException(
            Version > StompVersion.V10
                ? "the header 'ack' must be auto, client or client-individual"
                : "the header 'ack' must be auto or client");
    }

    private static SubscriptionOptions GetOptions(in StompFrame frame) =>
        SubscribeHeaderReader.Read(frame, out SubscriptionOptions options) is { } refusal ? throw FrameRefusedException.From(refusal) : options;

    private static DurableRequest? GetDurable(in StompFrame frame) =>
        DurableHeaderReader.Read(frame, out DurableRequest? durable) is { } refusal ? throw FrameRefusedException.From(refusal) : durable;

    private static Rejection GetRejection(in StompFrame frame) =>
        NackHeaderReader.Read(frame, out Rejection rejection) is { } refusal ? throw FrameRefusedException.From(refusal) : rejection;

    // What a destination does not have is refused, never ignored.
    private static void CheckFeatures(SubscriptionFeatures missing, DestinationProvider provider)
    {
        if (missing != SubscriptionFeatures.None)
        {
            throw new FrameRefusedException(
                $"destinations of {provider.Prefix} do not have what the frame asks for ({SubscribeHeaderReader.Describe(missing)}); subscribe without it");
        }
    }

    private int GetPrefetchCount(SubscriptionOptions options)
    {
        int limit = broker.Options.Limits.MaxUnackedMessages;
        return options.PrefetchCount == 0 ? limit : Math.Min(options.PrefetchCount, limit);
    }

    // 1.0 and 1.1 name a message by its message-id, 1.2 by the ack header of its MESSAGE (C-94 … C-96).
    private AckKey GetAckKey(in StompFrame frame)
    {
        AckKey key;
        bool isKey = Version == StompVersion.V12
            ? AckKey.TryParse(RequiredHeader.Get(frame, KnownHeader.Id, HeaderName.Id), out key)
            : AckKey.TryParseMessageId(RequiredHeader.Get(frame, KnownHeader.MessageId, HeaderName.MessageId), out key);
        if (!isKey)
        {
            ThrowUnknownMessage();
        }

        return key;
    }

    private void CheckSubscription(in StompFrame frame, Subscription subscription)
    {
        if (Version == StompVersion.V11
            && !RequiredHeader.Get(frame, KnownHeader.Subscription, HeaderName.Subscription).SequenceEqual(subscription.Id))
        {
            throw new FrameRefusedException("the header 'subscription' is not that of the message");
        }
    }
}
