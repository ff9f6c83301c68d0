using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;

namespace Stomp.AspNetCore;

/// <summary>What an HTTP request says of who its client is, beside the user that the application has made of it.</summary>
internal static class HandshakeCredentials
{
    // What ASP.NET Core's own bearer authentication and SignalR call it: browsers cannot set headers on a WebSocket.
    private const string Parameter = "access_token";
    private const string Bearer = "Bearer ";

    /// <summary>The bearer token: of the header <c>Authorization</c>, else of <c>access_token</c> in the query.</summary>
    public static string? GetBearerToken(HttpRequest request)
    {
        string authorization = request.Headers.Authorization.ToString();
        if (authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
        {
            return authorization[Bearer.Length..].Trim();
        }

        string token = request.Query[Parameter].ToString();
        return token.Length > 0 ? token : null;
    }

    /// <summary>A fingerprint of the bearer token, to know it again without keeping it.</summary>
    public static string? GetTokenHash(HttpRequest request) =>
        GetBearerToken(request) is { } token ? Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(token))) : null;

    /// <summary>When the user of the request must be authenticated anew, as its scheme says.</summary>
    public static DateTimeOffset? GetUserExpires(HttpContext context) =>
        context.Features.Get<IAuthenticateResultFeature>()?.AuthenticateResult?.Properties?.ExpiresUtc;
}
