using System.Security.Claims;
using Stomp.Broker.Security;

namespace Stomp.Tests.Users;

/// <summary>Believes any login; without one a client is anonymous.</summary>
internal sealed class LoginAuthenticator : IStompAuthenticator
{
    public ValueTask<StompAuthenticationResult> AuthenticateAsync(StompConnectRequest request, CancellationToken cancellationToken) =>
        new(StompAuthenticationResult.Success(new ClaimsPrincipal(
            request.Login is null ? new ClaimsIdentity() : new ClaimsIdentity([new Claim(ClaimTypes.Name, request.Login)], "login"))));
}
