namespace Stomp.Broker.Sessions;

/// <summary>Why a session has ended.</summary>
public enum StompDisconnectCause
{
    /// <summary>The client said DISCONNECT.</summary>
    Disconnected,

    /// <summary>The client closed the connection without DISCONNECT, as a browser does whose page is left.</summary>
    ConnectionClosed,

    /// <summary>The connection broke.</summary>
    ConnectionLost,

    /// <summary>The client was not let in, broke a rule or exceeded a limit, and was answered with ERROR.</summary>
    Refused,

    /// <summary>Nothing was heard of the client for longer than was agreed.</summary>
    TimedOut,

    /// <summary>The client does not take what is sent to it.</summary>
    TooSlow,

    /// <summary>The application closed the session.</summary>
    Closed,

    /// <summary>The broker stops.</summary>
    Stopping,

    /// <summary>The broker, or code registered with it, failed; the log says how.</summary>
    Failed,
}
