namespace Stomp.Broker.Sessions.Interceptors;

/// <summary>
/// Sees each message before it is sent to a subscriber, and may change or drop it. Register it with <c>AddOutboundInterceptor</c>; there
/// may be several, which are called in the order of their registration.
/// </summary>
/// <remarks>
/// Called for one message of a session at a time, in their order, and for different sessions at the same time, on threads of the pool. Nobody
/// waits for it but the session: while it does, what is to be sent to it gathers, heart-beats too.
/// </remarks>
public interface IStompOutboundInterceptor
{
    /// <summary>
    /// A message is about to be sent. An exception is logged; the message is not sent (one of a queue goes back to it), and the
    /// session is ended with ERROR.
    /// </summary>
    /// <param name="delivery">The message, as this subscription gets it.</param>
    /// <param name="cancellationToken">Fires when the session ends, or is asked to: then nobody waits for the call any more, and the message is not sent.</param>
    ValueTask OnDeliveryAsync(StompDelivery delivery, CancellationToken cancellationToken);
}
