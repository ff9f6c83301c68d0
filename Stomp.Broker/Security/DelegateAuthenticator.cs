namespace Stomp.Broker.Security;

/// <summary>An authenticator that is a method.</summary>
internal sealed class DelegateAuthenticator(Func<StompConnectRequest, CancellationToken, ValueTask<StompAuthenticationResult>> authenticate)
    : IStompAuthenticator
{
    public ValueTask<StompAuthenticationResult> AuthenticateAsync(StompConnectRequest request, CancellationToken cancellationToken) =>
        authenticate(request, cancellationToken);
}
