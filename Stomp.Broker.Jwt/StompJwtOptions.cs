using System.Text;
using Microsoft.IdentityModel.Tokens;

namespace Stomp.Broker.Jwt;

/// <summary>
/// Which bearer tokens are taken. Keys come from at least one of <see cref="Secret"/>, <see cref="KeyFile"/>, <see cref="Keys"/>,
/// <see cref="Authority"/>; a token must have an issuer and an audience of those named here. Read once, when the broker starts.
/// </summary>
public sealed class StompJwtOptions
{
    /// <summary>The URL of an OpenID provider: its keys and its issuer are read from <c>/.well-known/openid-configuration</c> below it, and read again when keys change.</summary>
    public string? Authority { get; set; }

    /// <summary>The URL of the provider's metadata, where it is not below <see cref="Authority"/>.</summary>
    public string? MetadataAddress { get; set; }

    /// <summary>Whether <see cref="Authority"/> must be an <c>https</c> URL. Default <see langword="true"/>: who can change its answers can sign tokens.</summary>
    public bool RequireHttpsMetadata { get; set; } = true;

    /// <summary>A secret that signer and broker share: at least 32 octets of UTF-8, for HS256 and so on.</summary>
    public string? Secret { get; set; }

    /// <summary>A file of public keys: PEM (public keys or certificates, any number) or a JSON Web Key Set.</summary>
    public string? KeyFile { get; set; }

    /// <summary>Further keys.</summary>
    public IList<SecurityKey> Keys { get; } = [];

    /// <summary>The issuers (<c>iss</c>) that are trusted. An <see cref="Authority"/> is one more.</summary>
    public IList<string> Issuers { get; } = [];

    /// <summary>The audiences (<c>aud</c>) that this broker is, of which a token must name one.</summary>
    public IList<string> Audiences { get; } = [];

    /// <summary>
    /// The algorithms of signatures that are taken. Default, when empty: HS256, HS384, HS512 where <see cref="Secret"/> alone is set; else RS256, RS384,
    /// RS512, PS256, PS384, PS512, ES256, ES384, ES512. A token without a signature is never taken.
    /// </summary>
    public IList<string> Algorithms { get; } = [];

    /// <summary>How far the clocks of signer and broker may differ; 0 to 10 minutes. Default 1 minute.</summary>
    public TimeSpan ClockSkew
    {
        get;
        set => field = value >= TimeSpan.Zero && value <= TimeSpan.FromMinutes(10)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(ClockSkew), value, "must be 0 to 10 minutes");
    } = TimeSpan.FromMinutes(1);

    /// <summary>The claim that is the user's name. Default <c>sub</c>, which is the user's alone at the issuer.</summary>
    public string NameClaim
    {
        get;
        set => field = string.IsNullOrEmpty(value) ? throw new ArgumentException("must not be empty", nameof(NameClaim)) : value;
    } = "sub";

    /// <summary>The claim that is the user's roles: a text, or an array of them. Default <c>roles</c>.</summary>
    public string RoleClaim
    {
        get;
        set => field = string.IsNullOrEmpty(value) ? throw new ArgumentException("must not be empty", nameof(RoleClaim)) : value;
    } = "roles";

    /// <summary>Says what is wrong with the options; <see langword="null"/> when nothing is.</summary>
    internal string? Check()
    {
        bool hasAuthority = Authority is not null || MetadataAddress is not null;
        bool isHttps = (MetadataAddress ?? Authority ?? "https:").StartsWith("https:", StringComparison.OrdinalIgnoreCase);
        return Secret is null && KeyFile is null && Keys.Count == 0 && !hasAuthority
                ? "no key to check tokens with: set Authority, Secret or KeyFile"
            : Secret is not null && Encoding.UTF8.GetByteCount(Secret) < 32
                ? "Secret is shorter than 32 octets, and could be guessed from one token; take 32 random octets, in Base64 say"
            : hasAuthority && !Uri.IsWellFormedUriString(MetadataAddress ?? Authority, UriKind.Absolute)
                ? $"'{MetadataAddress ?? Authority}' is no URL of an OpenID provider"
            : hasAuthority && RequireHttpsMetadata && !isHttps
                ? $"'{MetadataAddress ?? Authority}' is no https URL: who can change its answers can sign tokens; RequireHttpsMetadata=false takes it for tests"
            : Issuers.Count == 0 && !hasAuthority
                ? "no issuer is trusted: set Issuers to those of the tokens ('iss')"
            : Audiences.Count == 0
                ? "no audience is set: set Audiences to what tokens for this broker name ('aud'); those for others must not do here"
            : Algorithms.Any(static algorithm => string.Equals(algorithm, "none", StringComparison.OrdinalIgnoreCase))
                ? "the algorithm 'none' is no signature"
            : null;
    }
}
