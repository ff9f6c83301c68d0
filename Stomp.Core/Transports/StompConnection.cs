using System.IO.Pipelines;
using System.Net;
using System.Security.Claims;
using Stomp.Core.Protocol;

namespace Stomp.Core.Transports;

/// <summary>
/// A connection that STOMP frames come and go on, whatever carries it: the octets in, the octets out, and how it ends.
/// TCP, WebSocket and others differ in nothing else.
/// </summary>
/// <remarks>
/// One reader and one writer use it at the same time, each on one thread at a time. <see cref="Abort"/> may be called from any thread,
/// at any time, more than once.
/// </remarks>
public abstract class StompConnection : IDuplexPipe
{
    /// <inheritdoc/>
    public abstract PipeReader Input { get; }

    /// <inheritdoc/>
    public abstract PipeWriter Output { get; }

    /// <summary>What carries the connection, in lower case, for logs: <c>tcp</c>, <c>tls</c>, <c>websocket</c>.</summary>
    public abstract string Transport { get; }

    /// <summary>The address of the peer, if it has one.</summary>
    public EndPoint? RemoteEndPoint { get; init; }

    /// <summary>The user that the transport has authenticated, if it did: from the HTTP request of a WebSocket, say.</summary>
    public ClaimsPrincipal? User { get; init; }

    /// <summary>When that user must be authenticated anew, and the session end without it; <see langword="null"/> when it holds as long as the connection.</summary>
    public DateTimeOffset? UserExpires { get; init; }

    /// <summary>
    /// A bearer token that came before the first frame: with the HTTP request of a WebSocket, say. Nobody has judged it yet. Never write it to a log (H-14).
    /// </summary>
    public string? BearerToken { get; init; }

    /// <summary>The highest version to agree on: that of the WebSocket sub-protocol, where one was selected (W-2).</summary>
    public StompVersion MaximumVersion { get; init; } = StompVersion.V12;

    /// <summary>Whether the transport carries messages instead of a stream, and so wants <see cref="BeginFrame"/> before each frame.</summary>
    public virtual bool IsMessageOriented => false;

    /// <summary>
    /// Whether the output can end while the input goes on, so that the peer surely sees all that was sent before. Where not,
    /// <see cref="CloseOutputAsync"/> ends both.
    /// </summary>
    public virtual bool CanCloseOutputAlone => true;

    /// <summary>
    /// Says that the next <paramref name="length"/> octets written to <see cref="Output"/> are one frame, or one heart-beat.
    /// Only called when <see cref="IsMessageOriented"/>.
    /// </summary>
    /// <param name="length">Octets of the frame.</param>
    /// <param name="isText">Whether all of them are valid UTF-8.</param>
    public virtual void BeginFrame(int length, bool isText)
    {
    }

    /// <summary>
    /// Ends the output, in order: what was flushed is sent before. The input may still be read until the peer has closed too.
    /// </summary>
    /// <param name="status">Why.</param>
    /// <param name="reason">A short text, for transports that can carry one.</param>
    public abstract ValueTask CloseOutputAsync(CloseStatus status, string reason);

    /// <summary>Ends the connection at once, both ways; pending reads and flushes end. What was not sent yet is lost.</summary>
    /// <param name="reason">A short text for logs.</param>
    public abstract void Abort(string reason);
}
