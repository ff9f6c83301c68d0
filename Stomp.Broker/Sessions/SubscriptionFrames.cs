using Stomp.Broker.Configuration;
using Stomp.Broker.Destinations;
using Stomp.Broker.Destinations.Temporary;
using Stomp.Broker.Dialects;
using Stomp.Broker.Handlers;
using Stomp.Broker.Outboxes;
using Stomp.Broker.Routing;
using Stomp.Broker.Security.Authorization;
using Stomp.Broker.Subscriptions;
using Stomp.Core.Frames;
using Stomp.Core.Protocol;

namespace Stomp.Broker.Sessions;

/// <summary>SUBSCRIBE.</summary>
/// <remarks>The session's loop alone uses it.</remarks>
internal sealed class SubscriptionFrames(
    BrokerContext broker,
    ISubscriber session,
    Outbox outbox,
    SessionReplies replies,
    SessionRoutes routes,
    SessionSubscriptions subscriptions,
    UnsubscribeFrames endings,
    SessionAuthorization? authorization,
    SessionHandlers? handlers,
    DeliveryBatch batch,
    SessionEvents? events)
{
    // What has no meaning for several destinations at once: an end, a number or a name that would be of all of them.
    private const SubscriptionFeatures NotOfLists = SubscriptionFeatures.Browse | SubscriptionFeatures.Durable | SubscriptionFeatures.DurableQueue
        | SubscriptionFeatures.Replay;

    private StompVersion Version => replies.Version;

    /// <summary>SUBSCRIBE. Its receipt comes before the first message (C-131), and neither is sent before the other is certain.</summary>
    /// <returns>What must be waited for: a decision, after which the frame is handled again, or a message handler; <see langword="null"/> when it took effect.</returns>
    public Task? Subscribe(in StompFrame frame)
    {
        ReadOnlySpan<byte> destination = RequiredHeader.Get(frame, KnownHeader.Destination, HeaderName.Destination);
        byte[]? id = GetNewId(frame, destination);
        AckMode ackMode = GetAckMode(frame);
        SubscriptionOptions options = GetOptions(frame);
        if (options.Browse != BrowseMode.None)
        {
            ackMode = AckMode.Auto; // who only looks has nothing to acknowledge
        }

        if (ackMode != AckMode.Auto)
        {
            options = options with { AckMode = ackMode };
        }

        Route[] sources = routes.Resolve(destination);
        CheckCount(sources.Length);
        if (sources.Length > 1)
        {
            CheckList(ackMode, options);
        }

        foreach (Route source in sources)
        {
            CheckFeatures(options.Features & ~source.Provider.Features, source.Provider);
            if (options.Durable is not null && IsFiltered(source))
            {
                throw new FrameRefusedException(
                    "a durable subscription with wildcards is not possible here: nobody could judge what it receives while it is not connected; subscribe to each topic");
            }

            if (authorization?.Check(StompAction.Subscribe, source.Destination, IsFiltered(source)) is { } pending)
            {
                return pending;
            }
        }

        if (sources is [{ Provider: HandlerDestinations application }])
        {
            return SubscribeToHandler(frame, application, destination, id, ackMode, options);
        }

        foreach (Route source in sources)
        {
            Route located = routes.Locate(source);
            if (located.Provider.CheckSubscribe(located.Destination, options, session) is { } refusal)
            {
                throw FrameRefusedException.ByDestination(refusal);
            }
        }

        EndImplicit(id, sources);
        (Subscription Subscription, DestinationProvider Provider)[] added = Add(sources, destination, id, ackMode, options);
        endings.ForgetEnded(id ?? added[0].Subscription.Written);
        outbox.Hold();
        replies.Receipt(frame, batch);
        foreach ((Subscription subscription, DestinationProvider provider) in added)
        {
            provider.Subscribe(subscription, batch);
        }

        outbox.Unhold(batch);
        events?.Subscribed(added[0].Subscription);
        return null;
    }

    /// <summary>
    /// Subscribes to a temporary destination of the session that is named in <c>reply-to</c>, as RabbitMQ does, unless the client has done so: in mode <c>auto</c>, the id is the name.
    /// </summary>
    /// <param name="names">Whose name it is.</param>
    /// <param name="name">The name.</param>
    /// <param name="address">Gets the address that others can send to.</param>
    /// <returns>What must be waited for; <see langword="null"/> when it is done.</returns>
    /// <exception cref="FrameRefusedException">The session may not subscribe to it, or has too much.</exception>
    public Task? SubscribeToReplies(TemporaryNames names, ReadOnlySpan<byte> name, out byte[] address)
    {
        address = [];
        if (authorization?.Check(StompAction.Subscribe, name) is { } pending)
        {
            return pending;
        }

        Route located = routes.Locate(new Route(names, name.ToArray()));
        address = located.Destination;
        if (subscriptions.FindByName(name) is null)
        {
            CheckCount(1);
            if (subscriptions.FindById(name) is not null)
            {
                throw FrameRefusedException.ByDestination(
                    new Refusal("the session has another subscription with the name in 'reply-to' as its id, which the one to the answers would have"));
            }

            byte[] id = name.ToArray();
            var subscription = new Subscription(
                id, subscriptions.TakeNumber(), address, AckMode.Auto, GetPrefetchCount(SubscriptionOptions.Default), Version, outbox, session)
            {
                Origin = new SubscriptionOrigin { Name = id, IsImplicit = true },
            };
            subscriptions.Add(subscription, located.Provider);
            located.Provider.Subscribe(subscription, batch);
            events?.Subscribed(subscription);
        }

        return null;
    }

    /// <summary>Judges the subscriptions anew: the user has presented new credentials.</summary>
    /// <exception cref="FrameRefusedException">One of them may not go on.</exception>
    public async Task RejudgeAsync()
    {
        foreach ((Subscription subscription, DestinationProvider provider) in subscriptions.All.ToArray())
        {
            if (subscription.IsFiltered)
            {
                provider.Rejudge();
            }

            await authorization!.RecheckAsync(subscription.Name, subscription.IsFiltered);
        }
    }

    private Task SubscribeToHandler(
        in StompFrame frame, HandlerDestinations application, ReadOnlySpan<byte> destination, byte[]? id, AckMode ackMode, SubscriptionOptions options)
    {
        if (handlers is null)
        {
            throw FrameRefusedException.From(application.Explain(HandlerKind.Subscribe, destination));
        }

        if (ackMode != AckMode.Auto)
        {
            throw new FrameRefusedException("what message handlers return is not acknowledged; subscribe with the header 'ack' as auto, or without it");
        }

        Subscription subscription = Create(destination.ToArray(), id, ackMode, options, isFiltered: false, origin: null);
        StompMessageContext call = handlers.CaptureSubscribe(frame, application, subscription, ReceiptRequest.Read(frame));
        subscriptions.Add(subscription, application);
        endings.ForgetEnded(id ?? subscription.Written);
        events?.Subscribed(subscription);
        batch.WakeAll(); // what was delivered before must not wait for the handler
        return handlers.SubscribeAsync(application, call);
    }

    // One for each destination, since each has deliveries of its own; their ack keys tell them apart.
    private (Subscription Subscription, DestinationProvider Provider)[] Add(
        Route[] sources, ReadOnlySpan<byte> written, byte[]? id, AckMode ackMode, SubscriptionOptions options)
    {
        byte[]? list = sources.Length > 1 ? written.ToArray() : null;
        var added = new (Subscription Subscription, DestinationProvider Provider)[sources.Length];
        for (int i = 0; i < sources.Length; i++)
        {
            Route located = routes.Locate(sources[i]);
            SubscriptionOrigin? origin = list is null && located == sources[i]
                ? null
                : new SubscriptionOrigin { Name = sources[i].Destination, List = list, First = i == 0 ? null : added[0].Subscription };
            Subscription subscription = Create(located.Destination, id, ackMode, options, IsFiltered(sources[i]), origin);
            subscriptions.Add(subscription, located.Provider);
            added[i] = (subscription, located.Provider);
        }

        if (list is not null)
        {
            added[0].Subscription.Origin!.Others = [.. added.Skip(1).Select(static pair => pair.Subscription)];
        }

        return added;
    }

    private Subscription Create(byte[] destination, byte[]? id, AckMode ackMode, SubscriptionOptions options, bool isFiltered, SubscriptionOrigin? origin) =>
        new(id, subscriptions.TakeNumber(), destination, ackMode, GetPrefetchCount(options), Version, outbox, session, options)
        {
            IsFiltered = isFiltered,
            Origin = origin,
        };

    // The client's own takes the place of one that was made for it.
    private void EndImplicit(byte[]? id, Route[] sources)
    {
        if (id is not null && subscriptions.FindById(id) is { } sameId)
        {
            endings.End(sameId, StompUnsubscribeCause.Client);
        }

        foreach (Route source in sources)
        {
            if (source.Provider is TemporaryNames && subscriptions.FindByName(source.Destination) is { IsImplicit: true } sameName)
            {
                endings.End(sameName, StompUnsubscribeCause.Client);
            }
        }
    }

    private bool IsFiltered(in Route source) => authorization is { JudgesReceiving: true } && source.Provider.IsPattern(source.Destination);

    private void CheckCount(int more)
    {
        int limit = broker.Options.Limits.MaxSubscriptions;
        if (subscriptions.Count + more > limit)
        {
            throw FrameRefusedException.Exceeded($"the session exceeds the limit of {limit} subscriptions", nameof(StompLimits.MaxSubscriptions));
        }
    }

    private byte[]? GetNewId(in StompFrame frame, ReadOnlySpan<byte> destination)
    {
        if (frame.Headers.TryGetValue(KnownHeader.Id, out ReadOnlySpan<byte> id))
        {
            return subscriptions.FindById(id) is { IsImplicit: false }
                ? throw new FrameRefusedException("the session has a subscription with this id already; ids must differ")
                : id.ToArray();
        }

        if (Version > StompVersion.V10)
        {
            throw new FrameRefusedException("the frame lacks the header 'id'");
        }

        return subscriptions.FindByDestination(destination, withoutIdOnly: true) is null
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

    // What a destination does not have is refused, never ignored.
    private static void CheckFeatures(SubscriptionFeatures missing, DestinationProvider provider)
    {
        if (missing != SubscriptionFeatures.None)
        {
            throw new FrameRefusedException(
                $"destinations of {provider.Prefix} do not have what the frame asks for ({SubscribeHeaderReader.Describe(missing)}); subscribe without it");
        }
    }

    // Destinations deliver independently of each other, so that none knows which messages of another came before one of its own.
    private static void CheckList(AckMode ackMode, SubscriptionOptions options)
    {
        if (ackMode == AckMode.Client)
        {
            throw new FrameRefusedException(
                "a list of destinations has no order in which ACK could be for all earlier messages; subscribe with 'ack' as client-individual or auto, or to each by itself");
        }

        if ((options.Features & NotOfLists) is not SubscriptionFeatures.None and var features)
        {
            throw new FrameRefusedException(
                $"a list of destinations does not have what the frame asks for ({SubscribeHeaderReader.Describe(features)}); subscribe to each by itself");
        }
    }

    private int GetPrefetchCount(SubscriptionOptions options)
    {
        int limit = broker.Options.Limits.MaxUnackedMessages;
        return options.PrefetchCount == 0 ? limit : Math.Min(options.PrefetchCount, limit);
    }
}
