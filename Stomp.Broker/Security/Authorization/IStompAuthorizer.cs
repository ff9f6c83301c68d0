namespace Stomp.Broker.Security.Authorization;

/// <summary>
/// Decides what clients may do. Those registered in the services are asked after the rules of
/// <see cref="Configuration.StompBrokerOptions.Authorization"/>, in the order of their registration; all must allow it.
/// </summary>
/// <remarks>What is allowed is remembered for the session and the destination, until the client presents new credentials.</remarks>
public interface IStompAuthorizer
{
    /// <summary>
    /// Whether <see cref="CanReceive"/> is to be asked. By default it is not, and costs nothing.
    /// </summary>
    bool JudgesReceiving => false;

    /// <summary>
    /// Judges a SEND, a SUBSCRIBE, and for one without wildcards whether its messages may be received (<see cref="StompAction.Receive"/>, when
    /// <see cref="JudgesReceiving"/>). The session's next frame is not processed before it has answered; other sessions go on. It is called on a thread
    /// of the pool. An exception is a refusal, and is logged.
    /// </summary>
    /// <remarks>
    /// A subscription with wildcards reaches destinations that do not exist yet: allow one only if all that it could match is allowed, or judge receiving.
    /// </remarks>
    /// <param name="request">What the client wants.</param>
    /// <param name="cancellationToken">Fires when the session ends.</param>
    ValueTask<StompAuthorizationResult> AuthorizeAsync(StompAuthorizationRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// Whether a subscription with wildcards gets the messages of one of the destinations that it matches. It is asked on the way of a message, before the
    /// first to that destination, so it must not wait. An exception is a refusal, and is logged.
    /// </summary>
    /// <param name="request">The destination is one without wildcards.</param>
    bool CanReceive(StompAuthorizationRequest request) => true;
}
