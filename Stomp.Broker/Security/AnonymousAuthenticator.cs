using System.Net;
using System.Security.Claims;
using Stomp.Broker.Configuration;

namespace Stomp.Broker.Security;

/// <summary>The end of the chain: takes any client that nobody has judged, by default only from a loopback address (H-9).</summary>
/// <param name="allowAnonymous">See <see cref="StompBrokerOptions.AllowAnonymous"/>.</param>
/// <param name="hasOthers">Whether there are authenticators that credentials could be for.</param>
internal sealed class AnonymousAuthenticator(bool? allowAnonymous, bool hasOthers)
{
    private readonly StompAuthenticationResult _refused = StompAuthenticationResult.Refuse(
        (allowAnonymous == false ? "anonymous connections are not taken" : "anonymous connections are taken from loopback addresses only")
        + (hasOthers ? "; CONNECT with 'login' and 'passcode', or with a bearer token in 'Authorization'" : "; this broker has no users configured"));

    public StompAuthenticationResult Judge(StompConnectRequest request)
    {
        // A connection without an IP address is made inside this process, or over a socket with file permissions.
        bool isLocal = request.Connection.RemoteEndPoint is not IPEndPoint { Address: { } address } || IPAddress.IsLoopback(address);
        return allowAnonymous ?? isLocal ? StompAuthenticationResult.Success(new ClaimsPrincipal(new ClaimsIdentity())) : _refused;
    }
}
