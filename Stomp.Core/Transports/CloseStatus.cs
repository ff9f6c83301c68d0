namespace Stomp.Core.Transports;

/// <summary>Why a connection is closed, in the terms that WebSocket has for it (RFC 6455, section 7.4.1).</summary>
public enum CloseStatus
{
    /// <summary>The session ended as it should (1000).</summary>
    Normal,

    /// <summary>This process goes away (1001).</summary>
    GoingAway,

    /// <summary>The peer broke the protocol (1002).</summary>
    ProtocolError,

    /// <summary>The peer did what it may not do (1008).</summary>
    PolicyViolation,

    /// <summary>The peer sent more than is taken (1009).</summary>
    TooBig,

    /// <summary>This side failed (1011).</summary>
    InternalError,
}
