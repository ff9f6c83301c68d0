using System.Diagnostics;
using System.Text;
using Stomp.Broker.Configuration;
using Stomp.Broker.Destinations.Queues;
using Stomp.Broker.Messages;
using Stomp.Broker.Outboxes;
using Stomp.Broker.Policies;
using Stomp.Broker.Storage;
using Stomp.Broker.Subscriptions;

namespace Stomp.Broker.Destinations.Topics;

/// <summary>The durable subscriptions to topics, by name.</summary>
/// <remarks>
/// Thread-safe, by one lock, under which routes, queues and outboxes are touched, and no code of the application. The three moments at which one is
/// made, changed and deleted are <see cref="Create"/>, <see cref="Update"/> and <see cref="Delete(DurableSubscription)"/>.
/// </remarks>
internal sealed class DurableSubscriptions(TopicRoutes routes, int prefixLength, TopicContext context)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<DurableName, DurableSubscription> _all = [];

    /// <summary>Those there are at this moment.</summary>
    public DurableSubscription[] ToArray()
    {
        lock (_lock)
        {
            return [.. _all.Values];
        }
    }

    /// <summary>Says why a session cannot have one; <see langword="null"/> when it can.</summary>
    public Refusal? Check(SubscriptionOptions options, ISubscriber subscriber)
    {
        if (DurableName.TryRead(options.Durable!, subscriber, out DurableName name) is { } refusal)
        {
            return refusal;
        }

        lock (_lock)
        {
            return _all.TryGetValue(name, out DurableSubscription? found) ? CheckFree(found)
                : _all.Count < context.Limits.MaxDurableSubscriptions ? null
                : new Refusal(
                    $"a new durable subscription exceeds the limit of {context.Limits.MaxDurableSubscriptions} durable subscriptions", nameof(StompLimits.MaxDurableSubscriptions));
        }
    }

    /// <summary>Lets a session have one, which is made, or changed to what the session asks for. <see cref="Check"/> has not refused it.</summary>
    /// <param name="subscription">The session's subscription.</param>
    /// <param name="replay">What a new one gets first: retained messages. Its lock is held.</param>
    /// <param name="batch">Gets the outboxes that are to be woken.</param>
    /// <returns>Why it cannot have it any more, another session came between; <see langword="null"/> when it has it.</returns>
    public Refusal? Subscribe(Subscription subscription, TopicReplay replay, DeliveryBatch batch)
    {
        DurableName.TryRead(subscription.Options.Durable!, subscription.Subscriber, out DurableName name);
        lock (_lock)
        {
            _all.TryGetValue(name, out DurableSubscription? durable);
            if (durable is not null && CheckFree(durable) is { } refusal)
            {
                return refusal;
            }

            GetOrChange(durable, name, subscription, replay, batch).Add(subscription, batch);
            return null;
        }
    }

    /// <summary>A session no longer has one; it is kept.</summary>
    public void Unsubscribe(Subscription subscription, DeliveryBatch batch)
    {
        DurableName.TryRead(subscription.Options.Durable!, subscription.Subscriber, out DurableName name);
        lock (_lock)
        {
            if (_all.TryGetValue(name, out DurableSubscription? durable))
            {
                durable.Remove(subscription, batch);
            }
        }
    }

    /// <summary>Says why one cannot be deleted; <see langword="null"/> when it can.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="own">The subscription that may have it meanwhile.</param>
    public Refusal? CheckDelete(DurableName name, Subscription? own)
    {
        lock (_lock)
        {
            return _all.TryGetValue(name, out DurableSubscription? durable) ? CheckUnused(durable, own) : NotFound(name);
        }
    }

    /// <summary>Deletes one that no session has.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="isFound">Whether it was there.</param>
    /// <returns>Why it was not deleted; <see langword="null"/> when it is.</returns>
    public Refusal? Delete(DurableName name, out bool isFound)
    {
        lock (_lock)
        {
            isFound = _all.TryGetValue(name, out DurableSubscription? durable);
            if (durable is null)
            {
                return NotFound(name);
            }

            if (CheckUnused(durable, own: null) is { } refusal)
            {
                return refusal;
            }

            Delete(durable);
            return null;
        }
    }

    /// <summary>Makes one that was stored, as it was.</summary>
    /// <returns>The queue of its messages.</returns>
    /// <exception cref="StompStoreException">What was stored of it is wrong.</exception>
    public MessageQueue Restore(StoredQueue stored)
    {
        try
        {
            (DurableName name, byte[] destination, SubscriptionOptions options) = DurableDefinition.Read(stored.Definition);
            lock (_lock)
            {
                return Add(Make(name, destination, options, stored.Id)).Queue;
            }
        }
        catch (InvalidDataException exception)
        {
            throw new StompStoreException(StompStoreFailure.Corrupted, $"The message store is damaged; a backup is needed. {exception.Message}", exception);
        }
    }

    /// <summary>Lets all messages go, when the broker has ended.</summary>
    public void Clear()
    {
        foreach (DurableSubscription durable in ToArray())
        {
            durable.Delete();
        }
    }

    private static Refusal NotFound(DurableName name) => new($"there is no durable subscription '{name.Name}' of {Owner(name)}");

    private static string Owner(DurableName name) =>
        (name.Client is null ? "" : $"the client '{name.Client}' of ") + (name.User is null ? "anonymous users" : $"the user '{name.User}'");

    // One that belongs to a client is for one session at a time.
    private static Refusal? CheckFree(DurableSubscription durable) =>
        durable.Name.IsShared || durable.Consumers.IsEmpty
            ? null
            : new Refusal($"another session has the durable subscription '{durable.Name.Name}' of the client '{durable.Name.Client}'; one may have it at a time");

    private static Refusal? CheckUnused(DurableSubscription durable, Subscription? own)
    {
        foreach (Subscription consumer in durable.Consumers)
        {
            if (consumer != own)
            {
                return new Refusal($"the durable subscription '{durable.Name.Name}' is in use; it can be deleted when nobody else is subscribed to it");
            }
        }

        return null;
    }

    private DurableSubscription GetOrChange(
        DurableSubscription? durable, DurableName name, Subscription subscription, TopicReplay replay, DeliveryBatch batch)
    {
        if (durable is null)
        {
            return Create(name, subscription, replay, batch);
        }

        if (durable.IsSameAs(subscription.Destination, subscription.Options))
        {
            return durable;
        }

        if (durable.Name.IsShared)
        {
            Update(durable, subscription);
            return durable;
        }

        // As JMS has it: for a client's own one, another topic or selector makes another subscription.
        Delete(durable);
        return Create(name, subscription, replay, batch);
    }

    private DurableSubscription Create(DurableName name, Subscription subscription, TopicReplay replay, DeliveryBatch batch)
    {
        // Before it is found by publishers: what was kept comes first.
        DurableSubscription durable = Make(name, subscription.Destination, subscription.Options, id: 0);
        durable.Journal?.Create(); // it is kept without messages too
        bool hasStarted = replay.TryStart();
        Debug.Assert(hasStarted); // one that is judged for each topic cannot be durable
        int steps = int.MaxValue;
        while (replay.TryTake(ref steps, out Message? message) && message is not null)
        {
            durable.Deliver(new ReadOnlySpan<Message>(in message), batch);
        }

        return Add(durable);
    }

    private DurableSubscription Make(DurableName name, byte[] destination, SubscriptionOptions options, long id)
    {
        QueueContext? queues = context.Queues;
        Func<byte[], QueueJournal?>? createJournal = queues?.Storage.Writer is null
            ? null
            : definition => new QueueJournal(queues.Storage, StoredQueueKind.Subscription, destination, definition, QueuePolicy.Default, queues.Time) { Id = id };
        return new DurableSubscription(name, destination, options, context.Budget, queues, createJournal, OnDropped);
    }

    private DurableSubscription Add(DurableSubscription durable)
    {
        DurableName name = durable.Name;
        _all.Add(name, durable);
        routes.Add(durable.Destination.AsSpan(prefixLength), durable, isFiltered: false);
        return durable;
    }

    private void Update(DurableSubscription durable, Subscription subscription)
    {
        byte[] before = durable.Destination;
        durable.Rebind(subscription);
        if (!before.AsSpan().SequenceEqual(durable.Destination))
        {
            routes.Remove(before.AsSpan(prefixLength), durable, isFiltered: false);
            routes.Add(durable.Destination.AsSpan(prefixLength), durable, isFiltered: false);
        }
    }

    private void Delete(DurableSubscription durable)
    {
        _all.Remove(durable.Name);
        routes.Remove(durable.Destination.AsSpan(prefixLength), durable, isFiltered: false);
        durable.Journal?.Delete();
        durable.Delete();
    }

    // It must not harm the publisher, nor the topic's other subscriptions.
    private void OnDropped(DurableSubscription durable, int count)
    {
        context.Metrics?.SlowConsumer(StompSlowConsumer.DropNewest, count);
        if (durable.StartsDropping())
        {
            TopicLog.DurableSubscriptionFull(
                context.Logger, durable.Name.Name, Owner(durable.Name), Encoding.UTF8.GetString(durable.Destination), durable.MaxBytes);
        }
    }
}
