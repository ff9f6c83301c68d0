using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Http;

namespace Stomp.AspNetCore.SockJs.Sessions;

/// <summary>
/// Whose a session is. Clients choose its id, so the id alone must not be enough to read what is another's (H-13): the user must be the one of the first
/// request, without a user the bearer token, and, if the options say so, the address.
/// </summary>
internal sealed record SessionOwner(string? User, string? TokenHash, IPAddress? Address)
{
    /// <summary>Who has sent a request.</summary>
    public static SessionOwner Of(HttpContext context, bool withAddress)
    {
        ClaimsIdentity? identity = context.User.Identities.FirstOrDefault(static identity => identity.IsAuthenticated);
        return new SessionOwner(
            identity is null ? null : $"{identity.AuthenticationType}\n{identity.FindFirst(ClaimTypes.NameIdentifier)?.Value ?? identity.Name}",
            identity is null ? HandshakeCredentials.GetTokenHash(context.Request) : null,
            withAddress ? context.Connection.RemoteIpAddress : null);
    }
}
