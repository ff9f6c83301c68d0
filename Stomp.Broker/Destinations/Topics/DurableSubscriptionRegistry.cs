using System.Text;
using Stomp.Broker.Subscriptions;

namespace Stomp.Broker.Destinations.Topics;

/// <summary>The durable subscriptions, as the application sees them.</summary>
internal sealed class DurableSubscriptionRegistry(DurableSubscriptions subscriptions) : IDurableSubscriptions
{
    public IReadOnlyList<StompDurableSubscription> GetAll() => [.. subscriptions.ToArray().Select(Describe)];

    public IReadOnlyList<StompDurableSubscription> FindByUser(string? userName) =>
        [.. subscriptions.ToArray().Where(durable => durable.Name.User == userName).Select(Describe)];

    public bool Delete(StompDurableSubscription subscription)
    {
        ArgumentNullException.ThrowIfNull(subscription);
        var name = new DurableName(subscription.UserName, subscription.ClientId, subscription.Name);
        return subscriptions.Delete(name, out bool isFound) is { } refusal && isFound ? throw new InvalidOperationException($"{refusal.Reason}.") : isFound;
    }

    private static StompDurableSubscription Describe(DurableSubscription durable) => new(
        durable.Name.User,
        durable.Name.Client,
        durable.Name.Name,
        Encoding.UTF8.GetString(durable.Destination),
        durable.Selector,
        durable.Consumers.Length);
}
