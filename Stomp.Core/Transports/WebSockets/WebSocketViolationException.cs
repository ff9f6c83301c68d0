using System.Net.WebSockets;

namespace Stomp.Core.Transports.WebSockets;

/// <summary>The peer has broken the rules of RFC 6455; the connection ends with a close frame that says so.</summary>
internal sealed class WebSocketViolationException(WebSocketCloseStatus status, string reason) : Exception(reason)
{
    public WebSocketCloseStatus Status => status;
}
