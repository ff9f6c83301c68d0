namespace Stomp.Broker.Security;

/// <summary>
/// Decides at CONNECT who a client is, and whether it is let in. Those registered in the services are asked in the order of their
/// registration, until one lets the client in or refuses it; see <c>AddAuthenticator</c>. When none has judged, the user that the transport
/// has authenticated is taken, and then anonymous clients as <see cref="Configuration.StompBrokerOptions.AllowAnonymous"/> says.
/// </summary>
/// <remarks>
/// It is asked again, for the same user, when a client presents new credentials on its open connection:
/// <see cref="StompConnectRequest.CurrentUser"/>.
/// </remarks>
public interface IStompAuthenticator
{
    /// <summary>
    /// Judges a CONNECT. No other frame of the connection is processed before it has answered (C-60). Called concurrently for different connections,
    /// on threads that serve others too: what takes long is to be awaited. An exception refuses the connection and is logged; the client is not told its text.
    /// </summary>
    /// <param name="request">What the client said.</param>
    /// <param name="cancellationToken">Fires when the time to connect is over, or the session ends.</param>
    /// <returns><see cref="StompAuthenticationResult.NoResult"/> when others are to judge.</returns>
    ValueTask<StompAuthenticationResult> AuthenticateAsync(StompConnectRequest request, CancellationToken cancellationToken);
}
