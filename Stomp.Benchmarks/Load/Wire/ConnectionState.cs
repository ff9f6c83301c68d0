namespace Stomp.Benchmarks.Load.Wire;

/// <summary>How far a connection has come.</summary>
internal enum ConnectionState
{
    New,

    /// <summary>TCP is connecting.</summary>
    Connecting,

    /// <summary>The WebSocket's handshake has been sent.</summary>
    Upgrading,

    /// <summary>CONNECT has been sent.</summary>
    Greeting,

    /// <summary>CONNECTED has come.</summary>
    Ready,
    Closed,
}
