namespace Stomp.Broker.Sessions.Interceptors;

/// <summary>
/// Sees each frame of a client, CONNECT included, before it is processed, and may change or refuse it. Register it with
/// <c>AddInboundInterceptor</c>; there may be several, which are called in the order of their registration.
/// </summary>
/// <remarks>
/// Called for one frame of a session at a time, and for different sessions at the same time. The session goes on when the call has
/// completed, so that frames keep their order; other sessions do not wait. What is done before the first <see langword="await"/> runs
/// on the thread that reads the connection, and perhaps others: it must not block.
/// </remarks>
public interface IStompInboundInterceptor
{
    /// <summary>A frame has come. An exception is logged, and refuses the frame without telling its text.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="cancellationToken">Fires when the session ends, or is asked to: then nobody waits for the call any more.</param>
    ValueTask OnFrameAsync(StompInboundFrame frame, CancellationToken cancellationToken);
}
