using Microsoft.Extensions.Logging;

namespace Stomp.Broker.Destinations.Topics;

/// <summary>What topics log. Ids 300 to 399.</summary>
internal static partial class TopicLog
{
    [LoggerMessage(
        300, LogLevel.Warning,
        "The durable subscription '{Name}' of {Owner} to {Destination} is full; messages are dropped for it until there is place again. Its limit is {Limit} octets of messages.")]
    public static partial void DurableSubscriptionFull(ILogger logger, string name, string owner, string destination, long limit);
}
