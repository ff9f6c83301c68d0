using Stomp.Broker.Messages;
using Stomp.Broker.Outboxes;
using Stomp.Broker.Storage;
using Stomp.Broker.Subscriptions;

namespace Stomp.Broker.Destinations;

/// <summary>
/// All destinations of one kind, which share a prefix: topics, queues. What a destination cannot do is refused here,
/// with a sentence for the client; it is never ignored.
/// </summary>
/// <remarks>Thread-safe. Names are the whole destinations, prefix included, as clients write them.</remarks>
internal abstract class DestinationProvider(string prefix)
{
    /// <summary>What the names of its destinations begin with, a slash at both ends; ASCII, so that its length is the same in octets.</summary>
    public string Prefix { get; } = prefix;

    /// <summary>Whether its destinations can stand in a list, so that a comma in one means that it is a list.</summary>
    public virtual bool IsListable => true;

    /// <summary>Says why nothing can be sent to the destination; <see langword="null"/> when it can.</summary>
    public abstract Refusal? CheckSend(ReadOnlySpan<byte> destination);

    /// <summary>
    /// Says why a client cannot send to the destination; <see langword="null"/> when it can. There is a rule for clients alone where
    /// the application may do more than they.
    /// </summary>
    public virtual Refusal? CheckClientSend(ReadOnlySpan<byte> destination) => CheckSend(destination);

    /// <summary>The destination that a message shows to those who get it: nearly always the one that it was sent to.</summary>
    /// <param name="destination">A destination that <see cref="CheckSend"/> did not refuse.</param>
    /// <returns>Another destination; <see langword="null"/> for the same.</returns>
    public virtual byte[]? GetShownDestination(ReadOnlySpan<byte> destination) => null;

    /// <summary>Says why the destination cannot be subscribed to; <see langword="null"/> when it can. Then <see cref="Subscribe"/> does not fail.</summary>
    public abstract Refusal? CheckSubscribe(ReadOnlySpan<byte> destination, SubscriptionOptions options, ISubscriber subscriber);

    /// <summary>What subscriptions to its destinations may ask for; other things are refused before they come here.</summary>
    public virtual SubscriptionFeatures Features => SubscriptionFeatures.None;

    /// <summary>Whether a subscription to it has wildcards, and each of the destinations that it matches can be judged by itself.</summary>
    public virtual bool IsPattern(ReadOnlySpan<byte> destination) => false;

    /// <summary>What a session may receive has changed: what was judged before no longer counts.</summary>
    public virtual void Rejudge()
    {
    }

    /// <summary>Sets the place for a message aside, so that a later <see cref="Publish"/> of it does not fail.</summary>
    /// <returns>Why there is no place; <see langword="null"/> when there is one, which <see cref="Publish"/> or <see cref="Unreserve"/> uses up.</returns>
    public abstract Refusal? Reserve(ReadOnlySpan<byte> destination, Message message);

    /// <summary>A message will be published in a transaction: where it is to be stored, it is stored with all of that.</summary>
    public virtual void Prepare(ReadOnlySpan<byte> destination, Message message, PreparedMessages prepared)
    {
    }

    /// <summary>Gives up the place that <see cref="Reserve"/> set aside.</summary>
    public abstract void Unreserve(ReadOnlySpan<byte> destination, Message message);

    /// <summary>Publishes messages, in order. With the call one reference to each of them becomes the provider's, whatever it does with them.</summary>
    /// <param name="destination">A destination that <see cref="CheckSend"/> did not refuse.</param>
    /// <param name="messages">The messages: all that one client has sent there in a row, so that what is done for each destination and subscription is done once for all.</param>
    /// <param name="isReserved">Whether <see cref="Reserve"/> has set their places aside.</param>
    /// <param name="batch">Gets the outboxes that are to be woken.</param>
    /// <param name="taken">How many were taken; those after the first that was refused are not.</param>
    /// <returns>Why that one was refused; <see langword="null"/> when all were taken.</returns>
    public abstract Refusal? Publish(
        ReadOnlySpan<byte> destination, ReadOnlySpan<Message> messages, bool isReserved, DeliveryBatch batch, out int taken);

    /// <summary>Whether a destination has its senders wait while it is full: <see cref="WaitForRoom"/>.</summary>
    public virtual bool IsBlocking(ReadOnlySpan<byte> destination) => false;

    /// <summary>Completes when a destination has place again for more than was published; <see langword="null"/> when whoever did need not wait.</summary>
    public virtual Task? WaitForRoom(ReadOnlySpan<byte> destination) => null;

    /// <summary>Starts a subscription to a destination that <see cref="CheckSubscribe"/> did not refuse.</summary>
    public abstract void Subscribe(Subscription subscription, DeliveryBatch batch);

    /// <summary>Ends a subscription: when it returns nothing more is delivered to it, and its un-acknowledged messages have gone back (C-93).</summary>
    public abstract void Unsubscribe(Subscription subscription, DeliveryBatch batch);
}
