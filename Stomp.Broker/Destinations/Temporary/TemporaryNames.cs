using System.Diagnostics;
using Stomp.Broker.Messages;
using Stomp.Broker.Outboxes;
using Stomp.Broker.Subscriptions;

namespace Stomp.Broker.Destinations.Temporary;

/// <summary>
/// The names that sessions have for their temporary destinations of one kind: each session its own, so that it puts addresses in their place
/// itself, and nothing comes here but to be refused.
/// </summary>
/// <param name="prefix">What the names begin with: <c>/temp-queue/</c>.</param>
/// <param name="addresses">The destinations.</param>
internal sealed class TemporaryNames(string prefix, TemporaryProvider addresses) : DestinationProvider(prefix)
{
    private static readonly Refusal OfSessions = new(
        "the names of temporary destinations mean something on their own connections only; send to the address that stands in the header 'reply-to' of a message");

    public TemporaryProvider Addresses => addresses;

    public override SubscriptionFeatures Features => addresses.Features;

    public override Refusal? CheckSend(ReadOnlySpan<byte> destination) => OfSessions;

    public override Refusal? CheckClientSend(ReadOnlySpan<byte> destination) => null;

    public override Refusal? CheckSubscribe(ReadOnlySpan<byte> destination, SubscriptionOptions options, ISubscriber subscriber) => OfSessions;

    public override Refusal? Reserve(ReadOnlySpan<byte> destination, Message message) => throw new UnreachableException();

    public override void Unreserve(ReadOnlySpan<byte> destination, Message message) => throw new UnreachableException();

    public override Refusal? Publish(
        ReadOnlySpan<byte> destination, ReadOnlySpan<Message> messages, bool isReserved, DeliveryBatch batch, out int taken) =>
        throw new UnreachableException();

    public override void Subscribe(Subscription subscription, DeliveryBatch batch) => throw new UnreachableException();

    public override void Unsubscribe(Subscription subscription, DeliveryBatch batch) => throw new UnreachableException();
}
