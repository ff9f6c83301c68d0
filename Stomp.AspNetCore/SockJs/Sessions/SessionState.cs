namespace Stomp.AspNetCore.SockJs.Sessions;

/// <summary>Where a session of SockJS is. It only ever goes on to a later state.</summary>
internal enum SessionState
{
    /// <summary>The client has not been told yet that it is open.</summary>
    New,

    /// <summary>Messages go both ways.</summary>
    Open,

    /// <summary>What the broker has said last is still to be delivered, and then a close frame.</summary>
    Closing,

    /// <summary>Nothing goes either way. Who asks gets the close frame.</summary>
    Closed,
}
