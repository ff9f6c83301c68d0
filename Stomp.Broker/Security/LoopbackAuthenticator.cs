using System.Net;
using System.Security.Claims;

namespace Stomp.Broker.Security;

/// <summary>
/// The default: takes the user that the transport has authenticated; without one, any login or none, but only from a loopback address
/// unless the options allow more (H-9).
/// </summary>
internal sealed class LoopbackAuthenticator(bool allowAnonymous) : IStompAuthenticator
{
    private static readonly StompAuthenticationResult Refused = StompAuthenticationResult.Refuse(
        "anonymous connections are taken from loopback addresses only; this broker has no users configured");

    public ValueTask<StompAuthenticationResult> AuthenticateAsync(StompConnectRequest request, CancellationToken cancellationToken)
    {
        if (request.Connection.User is { Identity.IsAuthenticated: true } user)
        {
            return new(StompAuthenticationResult.Success(user));
        }

        // A connection without an IP address is made inside this process, or over a socket with file permissions.
        bool isLocal = request.Connection.RemoteEndPoint is not IPEndPoint { Address: { } address } || IPAddress.IsLoopback(address);
        return new(isLocal || allowAnonymous ? StompAuthenticationResult.Success(new ClaimsPrincipal(new ClaimsIdentity())) : Refused);
    }
}
