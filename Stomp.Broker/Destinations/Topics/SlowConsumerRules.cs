using System.Text;
using Stomp.Broker.Configuration;
using Stomp.Broker.Policies;
using Stomp.Broker.Subscriptions;

namespace Stomp.Broker.Destinations.Topics;

/// <summary>What subscriptions and policies say of messages that are not taken fast enough.</summary>
internal sealed class SlowConsumerRules(StompLimits limits, DestinationPolicies policies)
{
    /// <summary>Says why a subscription cannot have what it asks for; <see langword="null"/> when it can.</summary>
    public Refusal? Check(ReadOnlySpan<byte> destination, SubscriptionOptions options)
    {
        if ((options.Features & SubscriptionFeatures.SlowConsumer) == 0 && policies.IsEmpty)
        {
            return null;
        }

        StompSlowConsumer? action = options.SlowConsumer ?? policies.Find(destination).SlowConsumer;
        return action == StompSlowConsumer.Spill
                ? new Refusal("messages that a subscription does not take cannot wait on disk (spill) yet; use drop-oldest, drop-newest, conflate or disconnect")
            : (options.Features & SubscriptionFeatures.SlowConsumer) != 0 && options.AckMode != AckMode.Auto
                ? new Refusal("messages that are acknowledged are not dropped; a subscription that says what becomes of those it does not take has the header 'ack' as auto, or none")
            : options.ConflateBy is not null && options.SlowConsumer != StompSlowConsumer.Conflate
                ? new Refusal("the header 'conflate-by' is for 'slow-consumer' as conflate")
            : null;
    }

    /// <summary>What is done for a subscription; <see langword="null"/> for the default, that its session ends when its outbox is full.</summary>
    public SlowConsumerRule? Find(Subscription subscription)
    {
        SubscriptionOptions options = subscription.Options;
        if (subscription.AckMode != AckMode.Auto || ((options.Features & SubscriptionFeatures.SlowConsumer) == 0 && policies.IsEmpty))
        {
            return null;
        }

        StompDestinationPolicy policy = policies.Find(subscription.Destination);
        StompSlowConsumer action = options.SlowConsumer ?? policy.SlowConsumer ?? StompSlowConsumer.Disconnect;
        int maxMessages = options.MaxPending ?? policy.MaxPendingMessages ?? int.MaxValue;
        if (action == StompSlowConsumer.Disconnect && maxMessages == int.MaxValue)
        {
            return null;
        }

        byte[] key = options.ConflateBy ?? Encoding.UTF8.GetBytes(policy.ConflateBy ?? "destination");
        return new SlowConsumerRule(action, maxMessages, limits.MaxOutboxBytes, key);
    }

    /// <summary>The default, for a subscription that needs a rule for another reason.</summary>
    public SlowConsumerRule Default { get; } = new(StompSlowConsumer.Disconnect, int.MaxValue, limits.MaxOutboxBytes, []);
}
