using Stomp.Broker.Destinations;
using Stomp.Broker.Messages;
using Stomp.Broker.Outboxes;

namespace Stomp.Broker.Routing;

/// <summary>Publishes to several destinations, or to none.</summary>
internal static class ListPublication
{
    /// <summary>Publishes a message to each destination; with the call one reference to each of them is used up.</summary>
    /// <returns>Why one of them was refused, and none is published; <see langword="null"/> when all are.</returns>
    public static Refusal? Publish(ReadOnlySpan<Route> routes, ReadOnlySpan<Message> messages, DeliveryBatch batch)
    {
        for (int i = 0; i < routes.Length; i++)
        {
            if (routes[i].Provider.Reserve(routes[i].Destination, messages[i]) is { } refusal)
            {
                Undo(routes[..i], messages);
                return refusal with { Reason = $"the message is sent to none of the list: {refusal.Reason}" };
            }
        }

        for (int i = 0; i < routes.Length; i++)
        {
            routes[i].Provider.Publish(routes[i].Destination, messages.Slice(i, 1), isReserved: true, batch, out _);
        }

        return null;
    }

    private static void Undo(ReadOnlySpan<Route> reserved, ReadOnlySpan<Message> messages)
    {
        for (int i = 0; i < reserved.Length; i++)
        {
            reserved[i].Provider.Unreserve(reserved[i].Destination, messages[i]);
        }

        foreach (Message message in messages)
        {
            message.Release();
        }
    }
}
