namespace Stomp.Broker.Security;

/// <summary>
/// Decides at CONNECT who a client is, and whether it is let in. Register one in the services to replace the default, which takes
/// anonymous clients on loopback addresses only.
/// </summary>
public interface IStompAuthenticator
{
    /// <summary>
    /// Judges a CONNECT. No other frame of the connection is processed before it has answered (C-60). Called concurrently for different connections.
    /// An exception refuses the connection and is logged; the client is not told its text.
    /// </summary>
    /// <param name="request">What the client said.</param>
    /// <param name="cancellationToken">Fires when the time to connect is over.</param>
    ValueTask<StompAuthenticationResult> AuthenticateAsync(StompConnectRequest request, CancellationToken cancellationToken);
}
