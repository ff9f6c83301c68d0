namespace Stomp.AspNetCore.SockJs.Frames;

/// <summary>The frames of SockJS.</summary>
internal enum FrameKind
{
    /// <summary>No frame: the request that asks is no longer the session's.</summary>
    None,

    /// <summary><c>o</c>: the session is open.</summary>
    Open,

    /// <summary><c>h</c>: the connection is in use.</summary>
    HeartBeat,

    /// <summary><c>a["…","…"]</c>: messages.</summary>
    Messages,

    /// <summary><c>c[code,"reason"]</c>: the session is over.</summary>
    Close,
}
