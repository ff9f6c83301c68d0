using System.Text;
using Microsoft.Extensions.Logging;
using Stomp.Broker.Configuration;
using Stomp.Broker.Destinations.Queues;
using Stomp.Broker.Diagnostics;
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
internal sealed class DurableSubscriptions(
    TopicRoutes routes, int prefixLength, StompLimits limits, QueueBudget budget, QueueContext? context, StompMetrics? metrics, ILogger logger)
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
                : _all.Count < limits.MaxDurableSubscriptions ? null
                : new Refusal(
                    $"a new durable subscription exceeds the limit of {limits.MaxDurableSubscriptions} durable subscriptions", nameof(limits.MaxDurableSubscriptions));
        }
    }

    /// <summary>Lets a session have one, which is made, or changed to what the session asks for. <see cref="Check"/> has not refused it.</summary>
    public void Subscribe(Subscription subscription, DeliveryBatch batch)
    {
        DurableName.TryRead(subscription.Options.Durable!, subscription.Subscriber, out DurableName name);
        Refusal? refusal;
        lock (_lock)
        {
            _all.TryGetValue(name, out DurableSubscription? durable);
            refusal = durable is null ? null : CheckFree(durable);
            if (refusal is null)
            {
                GetOrChange(durable, name, subscription).Add(subscription, batch);
            }
        }

        if (refusal is not null)
        {
            subscription.Outbox.SetActive(subscription, active: false);
            subscription.Subscriber.Close(refusal.Reason); // another session came between
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
                return Add(name, destination, options, stored.Id).Queue;
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

    private DurableSubscription GetOrChange(DurableSubscription? durable, DurableName name, Subscription subscription)
    {
        if (durable is null)
        {
            return Create(name, subscription);
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
        return Create(name, subscription);
    }

    private DurableSubscription Create(DurableName name, Subscription subscription)
    {
        DurableSubscription durable = Add(name, subscription.Destination, subscription.Options, id: 0);
        durable.Journal?.Create(); // it is kept without messages too
        return durable;
    }

    private DurableSubscription Add(DurableName name, byte[] destination, SubscriptionOptions options, long id)
    {
        Func<byte[], QueueJournal?>? createJournal = context?.Storage.Writer is null
            ? null
            : definition => new QueueJournal(context.Storage, StoredQueueKind.Subscription, destination, definition, QueuePolicy.Default, context.Time) { Id = id };
        var durable = new DurableSubscription(name, destination, options, budget, context, createJournal, OnDropped);
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
        metrics?.SlowConsumer(StompSlowConsumer.DropNewest, count);
        if (durable.StartsDropping())
        {
            TopicLog.DurableSubscriptionFull(
                logger, durable.Name.Name, Owner(durable.Name), Encoding.UTF8.GetString(durable.Destination), durable.MaxBytes);
        }
    }
}
