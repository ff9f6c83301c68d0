using System.Security.Claims;
using System.Security.Cryptography;
using Stomp.Broker.Security;

namespace Stomp.AspNetCore.Logins;

/// <summary>A configured user, who may have logged in before.</summary>
internal sealed class KnownLogin(StompLogin user)
{
    private const string AuthenticationType = "login";

    private volatile byte[]? _verified;

    public string PasswordHash => user.PasswordHash;

    /// <summary>The answer when the passcode is right.</summary>
    public StompAuthenticationResult Success { get; } = StompAuthenticationResult.Success(new ClaimsPrincipal(new ClaimsIdentity(
        [
            new Claim(ClaimTypes.Name, user.Name),
            new Claim(ClaimTypes.NameIdentifier, user.Name),
            .. user.Roles.Select(static role => new Claim(ClaimTypes.Role, role)),
        ],
        AuthenticationType)));

    /// <summary>Whether these credentials were found right before; their tag is kept, never they.</summary>
    public bool WasVerified(ReadOnlySpan<byte> tag) => _verified is { } verified && CryptographicOperations.FixedTimeEquals(verified, tag);

    public void SetVerified(byte[] tag) => _verified = tag;
}
