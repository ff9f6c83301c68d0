using Stomp.Broker.Subscriptions;

namespace Stomp.Broker.Destinations.Topics;

/// <summary>What tells durable subscriptions apart. Users cannot name each other's.</summary>
/// <param name="User">The user; <see langword="null"/> for those of anonymous sessions together.</param>
/// <param name="Client">The <c>client-id</c> of one that belongs to a client; <see langword="null"/> for a shared one.</param>
/// <param name="Name">The name that clients give it.</param>
internal readonly record struct DurableName(string? User, string? Client, string Name)
{
    public bool IsShared => Client is null;

    /// <summary>Reads out of a request whose subscription is meant.</summary>
    /// <returns>Why it cannot be told; <see langword="null"/> when it can.</returns>
    public static Refusal? TryRead(DurableRequest request, ISubscriber subscriber, out DurableName name)
    {
        name = default;
        if (request.Name is null)
        {
            return new Refusal("the frame lacks the header 'id' or 'x-queue-name', one of which names the durable subscription");
        }

        if (!request.IsShared && subscriber.ClientId is null)
        {
            return new Refusal($"the durable subscription '{request.Name}' belongs to a client; CONNECT must name that in the header 'client-id'");
        }

        name = new DurableName(subscriber.UserName, request.IsShared ? null : subscriber.ClientId, request.Name);
        return null;
    }
}
