namespace Stomp.Broker.Destinations.Queues;

/// <summary>The names of <see cref="DeathReason"/>.</summary>
internal static class DeathReasonExtensions
{
    /// <summary>As headers and metrics have it.</summary>
    public static string ToName(this DeathReason reason) => reason switch
    {
        DeathReason.Rejected => "rejected",
        DeathReason.Expired => "expired",
        DeathReason.Dropped => "maxlen",
        _ => "delivery-limit",
    };
}
