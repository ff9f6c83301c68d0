using System.Security.Claims;
using Stomp.Core.Transports;

namespace Stomp.Broker.Security;

/// <summary>What a client said in CONNECT, for an authenticator to judge. Never write the passcode or a token to a log (H-14).</summary>
public sealed class StompConnectRequest
{
    private const string Bearer = "Bearer ";

    /// <summary>The connection that it came on: its address, and the user that the transport has authenticated.</summary>
    public required StompConnection Connection { get; init; }

    /// <summary>The <c>login</c> header.</summary>
    public string? Login { get; init; }

    /// <summary>The <c>passcode</c> header, taken literally (C-25).</summary>
    public string? Passcode { get; init; }

    /// <summary>The <c>host</c> header. All hosts are the same to this broker (C-52, D-8).</summary>
    public string? Host { get; init; }

    /// <summary>All headers by name, the first of repeated ones.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    /// <summary>
    /// The session's user when a client that has connected presents new credentials; <see langword="null"/> at CONNECT. Whoever the new
    /// credentials are of, the broker takes them for the same user only.
    /// </summary>
    public ClaimsPrincipal? CurrentUser { get; init; }

    /// <summary>
    /// The bearer token: that of the <c>Authorization</c> header (<c>Bearer …</c>), else the one that came with the connection, unless the
    /// client says a login or passcode that is not empty, or the request is for new credentials.
    /// </summary>
    public string? BearerToken =>
        Headers.TryGetValue("Authorization", out string? authorization) && authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
            ? authorization[Bearer.Length..].Trim()
            : string.IsNullOrEmpty(Login) && string.IsNullOrEmpty(Passcode) && CurrentUser is null ? Connection.BearerToken : null;

    /// <summary>
    /// Whether the transport has authenticated a user, which stands above credentials in CONNECT: they are not looked at then. Never so when
    /// the request is for new credentials.
    /// </summary>
    public bool HasConnectionUser => CurrentUser is null && Connection.User is { Identity.IsAuthenticated: true };
}
