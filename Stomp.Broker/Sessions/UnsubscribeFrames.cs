using Stomp.Broker.Collections;
using Stomp.Broker.Destinations.Topics;
using Stomp.Broker.Dialects;
using Stomp.Broker.Outboxes;
using Stomp.Broker.Subscriptions;
using Stomp.Core.Frames;
using Stomp.Core.Protocol;

namespace Stomp.Broker.Sessions;

/// <summary>UNSUBSCRIBE, and all other ways in which subscriptions end.</summary>
/// <remarks>The session's loop alone uses it.</remarks>
internal sealed class UnsubscribeFrames(
    BrokerContext broker,
    ISubscriber session,
    Outbox outbox,
    SessionReplies replies,
    SessionSubscriptions subscriptions,
    DeliveryBatch batch,
    SessionEvents? events)
{
    private HashSet<byte[]>? _endedForClient; // ids, or destinations, of subscriptions that the client believes it has

    /// <summary>UNSUBSCRIBE, by id, and in 1.0 also by destination (C-89, C-90). A durable subscription is kept, unless the frame says that it is not to be.</summary>
    public void Unsubscribe(in StompFrame frame)
    {
        DurableRequest? durable = GetDurable(frame);
        Subscription? subscription;
        bool isForgotten;
        if (frame.Headers.TryGetValue(KnownHeader.Id, out ReadOnlySpan<byte> id))
        {
            subscription = subscriptions.FindById(id);
            isForgotten = subscription is null && ForgetEnded(id);
        }
        else if (durable is { IsShared: false })
        {
            subscription = FindDurable(durable);
            isForgotten = false;
        }
        else if (replies.Version == StompVersion.V10)
        {
            ReadOnlySpan<byte> destination = RequiredHeader.Get(frame, KnownHeader.Destination, HeaderName.Destination);
            subscription = subscriptions.FindByDestination(destination, withoutIdOnly: true)
                ?? subscriptions.FindByDestination(destination, withoutIdOnly: false);
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
        if (subscriptions.Find(number) is not { } subscription)
        {
            return false;
        }

        End(subscription, StompUnsubscribeCause.Application);
        _endedForClient ??= new HashSet<byte[]>(Utf8Comparer.Instance);
        if (_endedForClient.Count == broker.Options.Limits.MaxSubscriptions)
        {
            _endedForClient.Clear(); // a client that never ends them itself
        }

        _endedForClient.Add(subscription.Id ?? subscription.Written);
        return true;
    }

    /// <summary>Lets no subscription take any more: what one gives back must not go to another that is about to end too.</summary>
    public void DeactivateAll()
    {
        foreach ((Subscription subscription, _) in subscriptions.All)
        {
            outbox.SetActive(subscription, active: false);
        }
    }

    /// <summary>Ends all subscriptions when the session ends; what was not acknowledged goes back (C-100).</summary>
    public void UnsubscribeAll()
    {
        foreach (Subscription subscription in subscriptions.ToArray())
        {
            End(subscription, StompUnsubscribeCause.SessionEnded);
        }
    }

    /// <summary>Ends a subscription, and those made with it for the same list.</summary>
    public void End(Subscription subscription, StompUnsubscribeCause cause)
    {
        subscriptions.Remove(subscription).Unsubscribe(subscription, batch);
        foreach (Subscription other in subscription.Others)
        {
            subscriptions.Remove(other).Unsubscribe(other, batch);
        }

        events?.Unsubscribed(subscription, cause);
    }

    /// <summary>The client has no subscription any more, or another one, that it had ended for it.</summary>
    /// <param name="key">Its id, or without one its destination.</param>
    /// <returns><see langword="false"/> when there was none.</returns>
    public bool ForgetEnded(ReadOnlySpan<byte> key) =>
        _endedForClient is not null && _endedForClient.GetAlternateLookup<ReadOnlySpan<byte>>().Remove(key);

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
        foreach ((Subscription subscription, _) in subscriptions.All)
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

    private static DurableRequest? GetDurable(in StompFrame frame) =>
        DurableHeaderReader.Read(frame, out DurableRequest? durable) is { } refusal ? throw FrameRefusedException.From(refusal) : durable;
}
