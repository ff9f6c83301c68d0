using Stomp.Core.Transports;

namespace Stomp.AspNetCore.SockJs.Frames;

/// <summary>The last frame of a session: <c>c[3000,"Go away!"]</c>.</summary>
/// <param name="Code">A code of WebSocket's: what the client's <c>close</c> event says.</param>
/// <param name="Reason">A short text.</param>
internal sealed record CloseFrame(int Code, string Reason)
{
    /// <summary>This side has no more to say.</summary>
    public static CloseFrame GoAway { get; } = new(3000, "Go away!");

    /// <summary>Two requests receive for one session.</summary>
    public static CloseFrame AnotherConnection { get; } = new(2010, "Another connection still open");

    /// <summary>A request that received has broken; what was sent on it may be lost.</summary>
    public static CloseFrame Interrupted { get; } = new(1002, "Connection interrupted");

    /// <summary>The frame for the end of a session of the broker's: the codes are those that it has over WebSocket.</summary>
    public static CloseFrame For(CloseStatus status, string reason) => new(
        status switch
        {
            CloseStatus.Normal => 1000,
            CloseStatus.GoingAway => 1001,
            CloseStatus.ProtocolError => 1002,
            CloseStatus.PolicyViolation => 1008,
            CloseStatus.TooBig => 1009,
            _ => 1011,
        },
        reason);
}
