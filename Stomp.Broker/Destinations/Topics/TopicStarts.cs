using Stomp.Broker.Messages;
using Stomp.Broker.Outboxes;
using Stomp.Broker.Subscriptions;

namespace Stomp.Broker.Destinations.Topics;

/// <summary>
/// Starts subscriptions: each gets what its topics have kept for it, and then what is published, with nothing between or twice (N8). To be put into the routes
/// and to find what there is are one step, under the lock of <see cref="KeptMessages"/>.
/// </summary>
internal sealed class TopicStarts(TopicProvider topics, KeptMessages kept, TopicRoutes routes, TopicContext context)
{
    // Retained messages that are put into the outbox at once; with more, those that follow wait until it has room.
    private const long MaxBytesAtOnce = 64 * 1024;

    // Messages for replay that are looked at before others get the lock: some tenths of a millisecond.
    private const int StepsAtOnce = 4096;

    public void Start(Subscription subscription, DeliveryBatch batch)
    {
        if (subscription.Options.Replay is null)
        {
            lock (kept.Lock)
            {
                if (kept.IsEmpty)
                {
                    Add(subscription, SubscriptionTarget.Create(context, subscription, batch));
                    return;
                }
            }
        }

        var replay = new TopicReplay(kept, subscription, topics.IsPattern(subscription.Destination));
        if (subscription.AckMode != AckMode.Auto)
        {
            StartAcknowledged(subscription, replay, batch);
            return;
        }

        BufferedSubscription? buffered = null;
        while (true)
        {
            lock (kept.Lock)
            {
                if (replay.TryStart())
                {
                    IMessageTarget target = replay.IsEmpty || IsSentAtOnce(subscription, replay)
                        ? CreateAfterAll(subscription, replay, batch)
                        : SubscriptionTarget.Filter(subscription, buffered = CreateBuffered(subscription, replay));
                    Add(subscription, target);
                    break;
                }
            }

            replay.Judge();
        }

        buffered?.Replay(batch);
    }

    private bool IsSentAtOnce(Subscription subscription, TopicReplay replay) =>
        subscription.Options.Replay is null && replay.RetainedBytes <= MaxBytesAtOnce && context.SlowConsumers.Find(subscription) is null;

    private IMessageTarget CreateAfterAll(Subscription subscription, TopicReplay replay, DeliveryBatch batch)
    {
        foreach (Message message in TakeAll(replay))
        {
            if (!subscription.Outbox.TryAppend(message, subscription, 0, 0, batch))
            {
                message.Release();
            }
        }

        return SubscriptionTarget.Create(context, subscription, batch);
    }

    private BufferedSubscription CreateBuffered(Subscription subscription, TopicReplay replay) => new(
        subscription,
        context.SlowConsumers.Find(subscription) ?? context.SlowConsumers.Default,
        context.Encoder,
        context.Metrics,
        context.Time,
        kept,
        replay);

    // Its messages wait in a queue of its own, those that were kept too: references, not copies.
    private void StartAcknowledged(Subscription subscription, TopicReplay replay, DeliveryBatch batch)
    {
        List<Message>? all = null;
        bool hasStarted = false;
        while (true)
        {
            lock (kept.Lock)
            {
                hasStarted = hasStarted || replay.TryStart();
                if (hasStarted && TryTakeAll(subscription, replay, ref all))
                {
                    TopicBacklog backlog = SubscriptionTarget.CreateBacklog(context, subscription, all, batch);
                    if (replay.HasGap)
                    {
                        backlog.MarkGap(context.Encoder);
                    }

                    Add(subscription, SubscriptionTarget.Filter(subscription, backlog));
                    return;
                }
            }

            if (replay.IsUnjudged)
            {
                replay.Judge();
            }
        }
    }

    // What is published after a retained message was taken must find the subscription: without replay all are taken at once.
    private static bool TryTakeAll(Subscription subscription, TopicReplay replay, ref List<Message>? all)
    {
        int steps = subscription.Options.Replay is null ? int.MaxValue : StepsAtOnce;
        while (replay.TryTake(ref steps, out Message? message))
        {
            if (message is null)
            {
                return false;
            }

            (all ??= []).Add(message);
        }

        return true;
    }

    private static List<Message> TakeAll(TopicReplay replay)
    {
        List<Message>? all = null;
        int steps = int.MaxValue;
        while (replay.TryTake(ref steps, out Message? message) && message is not null)
        {
            (all ??= []).Add(message);
        }

        return all ?? [];
    }

    private void Add(Subscription subscription, IMessageTarget target)
    {
        subscription.Target = target == subscription ? null : target;
        routes.Add(subscription.Destination.AsSpan(topics.Prefix.Length), target, subscription.IsFiltered);
    }
}
