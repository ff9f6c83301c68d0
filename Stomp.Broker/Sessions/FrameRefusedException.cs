using Stomp.Broker.Destinations;
using Stomp.Core.Transports;

namespace Stomp.Broker.Sessions;

/// <summary>A frame is well-formed but cannot be processed. The session answers with ERROR and closes.</summary>
internal sealed class FrameRefusedException(string message, CloseStatus status = CloseStatus.PolicyViolation) : Exception(message)
{
    public CloseStatus Status => status;

    /// <summary>The name of the limit that was exceeded, if one was.</summary>
    public string? Limit { get; private init; }

    /// <summary>
    /// Whether the frame is as it should be, and what it asks for was refused by its destination. A client that wants to know that from its receipt goes on.
    /// </summary>
    public bool IsByDestination { get; private init; }

    /// <summary>A limit was exceeded.</summary>
    /// <param name="what">What exceeds which number of what: <c>the session exceeds the limit of 16 open transactions</c>.</param>
    /// <param name="limit">The name of the limit.</param>
    public static FrameRefusedException Exceeded(string what, string limit) => new($"{what} ({limit})") { Limit = limit };

    /// <summary>The frame itself is wrong.</summary>
    public static FrameRefusedException From(Refusal refusal) => From(refusal, isByDestination: false);

    /// <summary>A destination, or somebody on the way to it, refused.</summary>
    public static FrameRefusedException ByDestination(Refusal refusal) => From(refusal, isByDestination: true);

    private static FrameRefusedException From(Refusal refusal, bool isByDestination) =>
        new(refusal.Limit is null ? refusal.Reason : $"{refusal.Reason} ({refusal.Limit})") { Limit = refusal.Limit, IsByDestination = isByDestination };
}
