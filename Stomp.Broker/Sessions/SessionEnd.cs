using Stomp.Core.Transports;

namespace Stomp.Broker.Sessions;

/// <summary>Why a session ends, and how.</summary>
/// <param name="Status">The reason for the transport.</param>
/// <param name="Reason">The reason in a sentence, for the log and the transport.</param>
/// <param name="Manner">How.</param>
internal sealed record SessionEnd(CloseStatus Status, string Reason, SessionEnd.Ways Manner)
{
    /// <summary>How a session ends.</summary>
    public enum Ways
    {
        /// <summary>The client said DISCONNECT: it expects no more than its receipt.</summary>
        Orderly,

        /// <summary>The client's output ended; it may still read.</summary>
        PeerFinished,

        /// <summary>After an ERROR, which the client is given time to read.</summary>
        AfterError,

        /// <summary>At once: there is nobody to talk to, or nobody who listens.</summary>
        Abrupt,
    }

    /// <summary>The receipt that the ERROR answers; <see langword="null"/> for none.</summary>
    public byte[]? Receipt { get; init; }

    /// <summary>The name of the limit that was exceeded, if one was.</summary>
    public string? Limit { get; init; }

    /// <summary>Why, for the application; where nothing else is said, what <see cref="Manner"/> means.</summary>
    public StompDisconnectCause Cause { get; init; } = Manner switch
    {
        Ways.Orderly => StompDisconnectCause.Disconnected,
        Ways.PeerFinished => StompDisconnectCause.ConnectionClosed,
        Ways.AfterError => StompDisconnectCause.Refused,
        _ => StompDisconnectCause.ConnectionLost,
    };

    public static SessionEnd ShuttingDown { get; } =
        new(CloseStatus.GoingAway, "the broker is shutting down", Ways.AfterError) { Cause = StompDisconnectCause.Stopping };

    public static SessionEnd Disconnected { get; } = new(CloseStatus.Normal, "disconnected", Ways.Orderly);

    public static SessionEnd Failed { get; } =
        new(CloseStatus.Normal, "the session failed", Ways.Abrupt) { Cause = StompDisconnectCause.Failed };

    public static SessionEnd DeliveryFailed { get; } =
        new(CloseStatus.InternalError, "a message could not be delivered", Ways.AfterError) { Cause = StompDisconnectCause.Failed };

    public static SessionEnd PeerClosed { get; } = new(CloseStatus.Normal, "the client closed the connection", Ways.PeerFinished);
}
