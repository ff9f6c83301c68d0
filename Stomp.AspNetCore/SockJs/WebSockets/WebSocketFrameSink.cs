using System.Net.WebSockets;
using Stomp.AspNetCore.SockJs.Frames;

namespace Stomp.AspNetCore.SockJs.WebSockets;

/// <summary>Writes each frame as a text message.</summary>
internal sealed class WebSocketFrameSink(WebSocket socket) : FrameSink(FrameFormat.Message)
{
    // Without a token the socket takes its fast path; a stalled send ends when the session aborts the socket.
    protected override ValueTask SendAsync(ReadOnlyMemory<byte> octets, bool endOfFrame) =>
        socket.SendAsync(octets, WebSocketMessageType.Text, endOfFrame, CancellationToken.None);
}
