using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using Stomp.Broker.Destinations;
using Stomp.Broker.Messages;
using Stomp.Broker.Outboxes;
using Stomp.Broker.Subscriptions;

namespace Stomp.Broker.Handlers;

/// <summary>
/// The destinations behind one application prefix. The session has their handlers called itself: nothing is ever published to them, and a
/// subscription gets what its handler returns.
/// </summary>
internal sealed class HandlerDestinations(string prefix, HandlerRegistry registry) : DestinationProvider(prefix)
{
    private static readonly Refusal ForClients = new("message handlers are for what clients send; call the application's own code instead");

    private readonly ConcurrentDictionary<Subscription, StompMessageContext> _streams = new(ReferenceEqualityComparer.Instance);

    public HandlerRegistry Registry => registry;

    // What stands in the place of a variable may have a comma.
    public override bool IsListable => false;

    public override Refusal? CheckSend(ReadOnlySpan<byte> destination) => ForClients;

    // Whether there is a handler shows when it is looked for, which is done once.
    public override Refusal? CheckClientSend(ReadOnlySpan<byte> destination) => null;

    public override Refusal? CheckSubscribe(ReadOnlySpan<byte> destination, SubscriptionOptions options, ISubscriber subscriber) => null;

    public override Refusal? Reserve(ReadOnlySpan<byte> destination, Message message) => throw new UnreachableException();

    public override void Unreserve(ReadOnlySpan<byte> destination, Message message) => throw new UnreachableException();

    public override Refusal? Publish(
        ReadOnlySpan<byte> destination, ReadOnlySpan<Message> messages, bool isReserved, DeliveryBatch batch, out int taken) =>
        throw new UnreachableException();

    public override void Subscribe(Subscription subscription, DeliveryBatch batch)
    {
        // Its handler is called when the subscription is there.
    }

    public override void Unsubscribe(Subscription subscription, DeliveryBatch batch)
    {
        subscription.Outbox.SetActive(subscription, active: false);
        if (_streams.TryRemove(subscription, out StompMessageContext? stream))
        {
            stream.Cancel();
        }
    }

    /// <summary>Finds the handler of a destination.</summary>
    /// <param name="kind">A message's, or a subscription's.</param>
    /// <param name="destination">The destination, prefix included.</param>
    /// <param name="values">Gets the values of the variables in its pattern.</param>
    public MessageHandler? Find(HandlerKind kind, ReadOnlySpan<byte> destination, out string[] values) =>
        registry.Find(kind, destination[Prefix.Length..], out values);

    /// <summary>A subscription gets a stream, which ends with it.</summary>
    public void AddStream(Subscription subscription, StompMessageContext stream)
    {
        _streams[subscription] = stream;
        if (!subscription.IsActive)
        {
            Unsubscribe(subscription, DeliveryBatch.OfThread);
        }
    }

    /// <summary>The stream has ended.</summary>
    public void RemoveStream(Subscription subscription) => _streams.TryRemove(subscription, out _);

    /// <summary>Why a destination has no handler.</summary>
    public Refusal Explain(HandlerKind kind, ReadOnlySpan<byte> destination)
    {
        string name = Encoding.UTF8.GetString(destination);
        return kind == HandlerKind.Message
            ? Find(HandlerKind.Subscribe, destination, out _) is null
                ? new Refusal($"no message handler is mapped to '{name}'")
                : new Refusal($"'{name}' is for SUBSCRIBE; no handler of messages is mapped to it")
            : Find(HandlerKind.Message, destination, out _) is null
                ? new Refusal($"no handler of subscriptions is mapped to '{name}'")
                : new Refusal($"'{name}' is for SEND; no handler of subscriptions is mapped to it. Results are sent elsewhere, by default to the topic of the same name");
    }
}
