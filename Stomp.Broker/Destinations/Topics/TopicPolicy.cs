using Stomp.Broker.Policies;

namespace Stomp.Broker.Destinations.Topics;

/// <summary>What the policies say that a topic keeps.</summary>
/// <param name="RetainsLast">Whether it keeps each message as its last one.</param>
/// <param name="MaxMessages">The most messages for replay; 0 for none.</param>
/// <param name="MaxBytes">The most octets of messages for replay.</param>
/// <param name="MaxAge">How long messages are kept for replay, in milliseconds; 0 for as long as there is place.</param>
/// <param name="TimeToLive">How long any message is kept, in milliseconds; 0 for as long as it says itself.</param>
internal sealed record TopicPolicy(bool RetainsLast, int MaxMessages, long MaxBytes, long MaxAge, long TimeToLive)
{
    private const long DefaultMaxBytes = 1024 * 1024;

    /// <summary>That of a topic for which there is no policy: it keeps what asks to be retained.</summary>
    public static readonly TopicPolicy None = new(false, 0, 0, 0, 0);

    /// <summary>Whether messages are kept for replay.</summary>
    public bool Replays => MaxMessages > 0;

    /// <summary>Whether more is kept than what asks for it.</summary>
    public bool Keeps => RetainsLast || Replays;

    public static TopicPolicy From(StompDestinationPolicy policy)
    {
        bool replays = policy.ReplayMessages is { } messages ? messages > 0 : policy.ReplayBytes is not null || policy.ReplayAge is not null;
        return new TopicPolicy(
            policy.RetainLast ?? false,
            replays ? policy.ReplayMessages ?? int.MaxValue : 0,
            policy.ReplayBytes ?? DefaultMaxBytes,
            (long)(policy.ReplayAge?.TotalMilliseconds ?? 0),
            (long)(policy.TimeToLive?.TotalMilliseconds ?? 0));
    }
}
