using System.Diagnostics;
using Stomp.Broker.Destinations;
using Stomp.Broker.Messages;
using Stomp.Broker.Outboxes;
using Stomp.Broker.Routing;
using Stomp.Broker.Subscriptions;

namespace Stomp.Broker.Scheduling;

/// <summary>Destinations of a provider as those see them who send messages there that wait for their time first.</summary>
internal sealed class ScheduledDestinations(DestinationProvider provider, MessageSchedule schedule) : DestinationProvider(provider.Prefix)
{
    public override Refusal? CheckSend(ReadOnlySpan<byte> destination) => provider.CheckSend(destination);

    public override Refusal? CheckSubscribe(ReadOnlySpan<byte> destination, SubscriptionOptions options, ISubscriber subscriber) => throw new UnreachableException();

    public override Refusal? Reserve(ReadOnlySpan<byte> destination, Message message) => schedule.TryReserve(message);

    public override void Unreserve(ReadOnlySpan<byte> destination, Message message) => schedule.Unreserve(message);

    public override Refusal? Publish(
        ReadOnlySpan<byte> destination, ReadOnlySpan<Message> messages, bool isReserved, DeliveryBatch batch, out int taken)
    {
        Refusal? refusal = null;
        for (taken = 0; taken < messages.Length; taken++)
        {
            if (!isReserved && (refusal = schedule.TryReserve(messages[taken])) is not null)
            {
                break;
            }

            schedule.Add(new Route(provider, destination.ToArray()), messages[taken]);
        }

        foreach (Message message in messages[taken..])
        {
            message.Release();
        }

        return refusal;
    }

    public override void Subscribe(Subscription subscription, DeliveryBatch batch) => throw new UnreachableException();

    public override void Unsubscribe(Subscription subscription, DeliveryBatch batch) => throw new UnreachableException();
}
