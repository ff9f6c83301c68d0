using System.Security.Claims;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using Stomp.Broker.Security;

namespace Stomp.Broker.Jwt;

/// <summary>
/// Judges bearer tokens: of the header <c>Authorization</c>, as <c>passcode</c>, or of the HTTP request that a connection began with.
/// </summary>
internal sealed class JwtAuthenticator : IStompAuthenticator
{
    private const string Metadata = "/.well-known/openid-configuration";
    private static readonly string[] Symmetric = ["HS256", "HS384", "HS512"];
    private static readonly string[] Asymmetric = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"];

    private static readonly StompAuthenticationResult Unreachable =
        StompAuthenticationResult.Refuse("the token cannot be judged now; its provider does not answer");

    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false };
    private readonly TokenValidationParameters _parameters;
    private readonly ConfigurationManager<OpenIdConnectConfiguration>? _provider;
    private readonly TimeSpan _skew;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    public JwtAuthenticator(IOptions<StompJwtOptions> options, TimeProvider time, ILogger<JwtAuthenticator> logger)
    {
        StompJwtOptions settings = options.Value;
        _skew = settings.ClockSkew;
        _time = time;
        _logger = logger;
        _provider = CreateManager(settings);
        bool isSymmetric = settings is { Secret: not null, KeyFile: null, Authority: null, MetadataAddress: null, Keys.Count: 0 };
        _parameters = new TokenValidationParameters
        {
            AuthenticationType = "jwt",
            ClockSkew = settings.ClockSkew,
            IssuerSigningKeys = JwtKeys.Read(settings),
            LifetimeValidator = CheckLifetime,
            NameClaimType = settings.NameClaim,
            RequireExpirationTime = true,
            RequireSignedTokens = true,
            RoleClaimType = settings.RoleClaim,
            TryAllIssuerSigningKeys = true,
            ValidAlgorithms = settings.Algorithms.Count > 0 ? settings.Algorithms : isSymmetric ? Symmetric : Asymmetric,
            ValidAudiences = settings.Audiences,
            ValidIssuers = settings.Issuers,
            ConfigurationManager = _provider,
        };
    }

    public ValueTask<StompAuthenticationResult> AuthenticateAsync(StompConnectRequest request, CancellationToken cancellationToken)
    {
        if (request.HasConnectionUser)
        {
            return new(StompAuthenticationResult.NoResult);
        }

        string? token = request.BearerToken ?? (LooksLikeToken(request.Passcode) ? request.Passcode : null);
        return token is null ? new(StompAuthenticationResult.NoResult) : new(ValidateAsync(token, cancellationToken));
    }

    // Three parts in Base64, the first a JSON object: {" is eyJ.
    private static bool LooksLikeToken(string? passcode) =>
        passcode is not null && passcode.StartsWith("eyJ", StringComparison.Ordinal) && passcode.AsSpan().Count('.') == 2;

    private static ConfigurationManager<OpenIdConnectConfiguration>? CreateManager(StompJwtOptions settings) =>
        (settings.MetadataAddress ?? (settings.Authority is { } authority ? authority.TrimEnd('/') + Metadata : null)) is { } address
            ? new ConfigurationManager<OpenIdConnectConfiguration>(
                address, new OpenIdConnectConfigurationRetriever(), new HttpDocumentRetriever { RequireHttps = settings.RequireHttpsMetadata })
            : null;

    private static string Explain(Exception? exception) => exception switch
    {
        SecurityTokenExpiredException => "the token has expired",
        SecurityTokenNotYetValidException => "the token is not valid yet",
        SecurityTokenNoExpirationException => "the token has no expiry ('exp')",
        SecurityTokenInvalidIssuerException => "the token is of an issuer that is not trusted here",
        SecurityTokenInvalidAudienceException => "the token is for another audience",
        SecurityTokenInvalidAlgorithmException => "the token is signed with an algorithm that is not taken here",
        SecurityTokenInvalidSignatureException or SecurityTokenSignatureKeyNotFoundException => "the token's signature is wrong, or of an unknown key",
        SecurityTokenMalformedException or ArgumentException => "the token is malformed",
        _ => "the token is not valid",
    };

    private async Task<StompAuthenticationResult> ValidateAsync(string token, CancellationToken cancellationToken)
    {
        if (_provider is not null && !await IsReachableAsync(_provider, cancellationToken))
        {
            return Unreachable;
        }

        TokenValidationResult result = await _handler.ValidateTokenAsync(token, _parameters).WaitAsync(cancellationToken);
        if (!result.IsValid)
        {
            JwtLog.Refused(_logger, result.Exception?.GetType().Name);
            return StompAuthenticationResult.Refuse(Explain(result.Exception));
        }

        var user = new ClaimsPrincipal(result.ClaimsIdentity);
        return string.IsNullOrEmpty(user.Identity?.Name)
            ? StompAuthenticationResult.Refuse($"the token names no user: it has no claim '{_parameters.NameClaimType}'")
            : StompAuthenticationResult.Success(user, GetEnd(result.SecurityToken.ValidTo));
    }

    // Some tokens are valid until the end of the calendar.
    private DateTimeOffset GetEnd(DateTime expires) =>
        expires < DateTime.MaxValue - _skew ? new DateTimeOffset(expires, TimeSpan.Zero) + _skew : DateTimeOffset.MaxValue;

    // Without its keys every token would look wrong. What it said once is kept, and asked for anew now and then.
    private async Task<bool> IsReachableAsync(ConfigurationManager<OpenIdConnectConfiguration> provider, CancellationToken cancellationToken)
    {
        try
        {
            await provider.GetConfigurationAsync(cancellationToken);
            return true;
        }
        catch (InvalidOperationException exception)
        {
            JwtLog.Unreachable(_logger, exception);
            return false;
        }
    }

    // By the broker's clock.
    private bool CheckLifetime(DateTime? notBefore, DateTime? expires, SecurityToken token, TokenValidationParameters parameters)
    {
        DateTime now = _time.GetUtcNow().UtcDateTime;
        if (expires is null)
        {
            throw new SecurityTokenNoExpirationException();
        }

        if (expires <= now - _skew)
        {
            throw new SecurityTokenExpiredException();
        }

        return notBefore is null || notBefore <= now + _skew ? true : throw new SecurityTokenNotYetValidException();
    }
}
