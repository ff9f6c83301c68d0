using Stomp.Broker.Security;

namespace Stomp.Tests.Sessions;

/// <summary>An authenticator that does what a test wants.</summary>
internal sealed class StubAuthenticator(Func<StompConnectRequest, CancellationToken, ValueTask<StompAuthenticationResult>> judge) : IStompAuthenticator
{
    public StubAuthenticator(Func<StompConnectRequest, StompAuthenticationResult> judge)
        : this((request, _) => new ValueTask<StompAuthenticationResult>(judge(request)))
    {
    }

    public ValueTask<StompAuthenticationResult> AuthenticateAsync(StompConnectRequest request, CancellationToken cancellationToken) =>
        judge(request, cancellationToken);
}
