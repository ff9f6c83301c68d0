using System.Security.Claims;

namespace Stomp.Broker.Security.Authorization;

/// <summary>
/// One rule: what, where, and who may. All that is required must be met; of several names, roles or values in one call one is enough.
/// </summary>
public sealed class StompAuthorizationRule
{
    private readonly StompAuthorizationOptions _options;
    private readonly List<Func<ClaimsPrincipal, string?, bool>> _requirements = [];
    private readonly List<string> _policies = [];
    private bool _isAllowed;
    private bool _isDenied;

    internal StompAuthorizationRule(StompAuthorizationOptions options, StompAction[] actions, string[] patterns)
    {
        _options = options;
        Actions = actions;
        Patterns = patterns;
    }

    /// <summary>What the rule is about.</summary>
    public IReadOnlyList<StompAction> Actions { get; }

    /// <summary>Where: patterns, of which one must match.</summary>
    public IReadOnlyList<string> Patterns { get; }

    /// <summary>The policies that must be met.</summary>
    public IReadOnlyList<string> Policies => _policies;

    /// <summary>Whether it allows nothing to anybody.</summary>
    internal bool IsDenial => _isDenied;

    /// <summary>Everybody may, anonymous clients too.</summary>
    /// <returns>The rules, to go on with the next one.</returns>
    public StompAuthorizationOptions Allow()
    {
        _isAllowed = true;
        return _options;
    }

    /// <summary>Nobody may.</summary>
    /// <returns>The rules, to go on with the next one.</returns>
    public StompAuthorizationOptions Deny()
    {
        _isDenied = true;
        return _options;
    }

    /// <summary>Only users who are authenticated.</summary>
    public StompAuthorizationRule RequireAuthenticatedUser() =>
        Require(static (user, _) => user.Identities.Any(static identity => identity.IsAuthenticated));

    /// <summary>Only users of these names.</summary>
    public StompAuthorizationRule RequireUser(params string[] names)
    {
        CheckValues(names);
        return Require((_, name) => name is not null && names.Contains(name, StringComparer.Ordinal));
    }

    /// <summary>Only users in one of these roles.</summary>
    public StompAuthorizationRule RequireRole(params string[] roles)
    {
        CheckValues(roles);
        return Require((user, _) => Array.Exists(roles, user.IsInRole));
    }

    /// <summary>Only users with a claim of this type, and of one of these values if there are any.</summary>
    public StompAuthorizationRule RequireClaim(string type, params string[] values)
    {
        ArgumentException.ThrowIfNullOrEmpty(type);
        return Require((user, _) => user.HasClaim(
            claim => string.Equals(claim.Type, type, StringComparison.OrdinalIgnoreCase)
                && (values.Length == 0 || values.Contains(claim.Value, StringComparer.Ordinal))));
    }

    /// <summary>Only users who meet a policy of ASP.NET Core. The application calls <c>AddStompBroker().AddPolicies()</c>.</summary>
    public StompAuthorizationRule RequirePolicy(string policy)
    {
        ArgumentException.ThrowIfNullOrEmpty(policy);
        _policies.Add(policy);
        return this;
    }

    /// <inheritdoc cref="StompAuthorizationOptions.Send"/>
    public StompAuthorizationRule Send(params ReadOnlySpan<string> patterns) => _options.Send(patterns);

    /// <inheritdoc cref="StompAuthorizationOptions.Subscribe"/>
    public StompAuthorizationRule Subscribe(params ReadOnlySpan<string> patterns) => _options.Subscribe(patterns);

    /// <inheritdoc cref="StompAuthorizationOptions.Receive"/>
    public StompAuthorizationRule Receive(params ReadOnlySpan<string> patterns) => _options.Receive(patterns);

    /// <inheritdoc cref="StompAuthorizationOptions.Any"/>
    public StompAuthorizationRule Any(params ReadOnlySpan<string> patterns) => _options.Any(patterns);

    /// <summary>For messages: <c>Send /topic/**</c>.</summary>
    public override string ToString() => $"{string.Join(' ', Actions)} {string.Join(' ', Patterns)}";

    /// <summary>Says what is wrong with the rule; <see langword="null"/> when nothing is.</summary>
    internal string? Check() =>
        ((_isAllowed ? 1 : 0) + (_isDenied ? 1 : 0) + (_requirements.Count + _policies.Count > 0 ? 1 : 0)) switch
        {
            0 => $"the rule '{this}' does not say who may: end it with Allow(), Deny() or a requirement such as RequireRole",
            > 1 => $"the rule '{this}' says Allow, Deny or requirements at once; say one of them",
            _ when _policies.Count > 0 && Actions.Contains(StompAction.Receive) =>
                $"the rule '{this}' requires a policy: those take their time, and receiving is judged on the way of a message; require users, roles or claims",
            _ => null,
        };

    /// <summary>Whether the rule permits it to a user, its policies aside.</summary>
    internal bool Permits(ClaimsPrincipal user, string? name) =>
        !_isDenied && (_isAllowed || _requirements.TrueForAll(requirement => requirement(user, name)));

    private static void CheckValues(string[] values)
    {
        if (values.Length == 0 || Array.Exists(values, string.IsNullOrEmpty))
        {
            throw new ArgumentException("a requirement needs names, none of them empty");
        }
    }

    private StompAuthorizationRule Require(Func<ClaimsPrincipal, string?, bool> requirement)
    {
        _requirements.Add(requirement);
        return this;
    }
}
