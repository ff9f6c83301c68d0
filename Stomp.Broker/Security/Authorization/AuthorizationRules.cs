using Stomp.Broker.Configuration;

namespace Stomp.Broker.Security.Authorization;

/// <summary>The rules of the options, compiled: the first that matches decides.</summary>
/// <remarks>
/// Of a subscription with wildcards a rule may match a part. If it permits, that part is settled and the next rules decide about the rest; if it does not, the
/// whole is refused. So each destination that such a subscription can reach is permitted by the first rule that matches it.
/// </remarks>
internal sealed class AuthorizationRules
{
    private static readonly StompAuthorizationResult NoRule = StompAuthorizationResult.Deny("no rule allows it");

    private readonly DestinationTokens _tokens;
    private readonly IStompPolicyEvaluator? _policies;
    private readonly bool _allowsClientsToSendToUsers;
    private readonly CompiledRule[][] _rules; // by action

    /// <summary>Compiles rules.</summary>
    /// <param name="options">The rules, and the prefixes that say how names fall into tokens.</param>
    /// <param name="policies">Evaluates policies; <see langword="null"/> when nothing does.</param>
    /// <exception cref="FormatException">A rule is wrong; the message says which, and how.</exception>
    /// <exception cref="InvalidOperationException">A rule requires a policy, and nothing evaluates them.</exception>
    public AuthorizationRules(StompBrokerOptions options, IStompPolicyEvaluator? policies)
    {
        _tokens = new DestinationTokens(options);
        _policies = policies;
        _allowsClientsToSendToUsers = options.Users.AllowClientSend;
        _rules = [.. Enum.GetValues<StompAction>().Select(action => Compile(options.Authorization, action))];
        if (policies is null && options.Authorization.Rules.FirstOrDefault(static rule => rule.Policies.Count > 0) is { } rule)
        {
            throw new InvalidOperationException($"the rule '{rule}' requires the policy '{rule.Policies[0]}', and nothing evaluates policies: call AddStompBroker().AddPolicies()");
        }
    }

    /// <summary>Whether there are rules at all.</summary>
    public bool Any => Array.Exists(_rules, static rules => rules.Length > 0);

    /// <summary>Whether there are rules about receiving.</summary>
    public bool JudgeReceiving => Of(StompAction.Receive).Length > 0;

    /// <summary>Whether some rule allows clients to send to users' destinations, so that rules decide who may.</summary>
    public bool OpenUserDestinations => Array.Exists(Of(StompAction.Send), static rule => rule.NamesUsers && !rule.Rule.IsDenial);

    /// <summary>Says whether something is wrong with rules; <see langword="null"/> when nothing is.</summary>
    public static string? Check(StompBrokerOptions options)
    {
        try
        {
            _ = new AuthorizationRules(options, NoPolicies.Instance);
            return null;
        }
        catch (FormatException exception)
        {
            return exception.Message;
        }
    }

    /// <summary>Judges what a client wants.</summary>
    public ValueTask<StompAuthorizationResult> AuthorizeAsync(StompAuthorizationRequest request, CancellationToken cancellationToken)
    {
        CompiledRule[] rules = Of(request.Action);
        if (rules.Length == 0)
        {
            return new(StompAuthorizationResult.Allowed);
        }

        bool hasWildcards = request.Action != StompAction.Send && _tokens.MayHaveWildcards(request.Destination);
        return Judge(request, _tokens.Split(request.Destination, request.Action), hasWildcards, rules, 0, cancellationToken);
    }

    /// <summary>Judges by rules without policies.</summary>
    public bool CanReceive(StompAuthorizationRequest request)
    {
        ValueTask<StompAuthorizationResult> result = AuthorizeAsync(request, CancellationToken.None);
        return result.IsCompletedSuccessfully && result.Result.IsAllowed;
    }

    private ValueTask<StompAuthorizationResult> Judge(
        StompAuthorizationRequest request, string[] tokens, bool hasWildcards, CompiledRule[] rules, int first, CancellationToken cancellationToken)
    {
        bool isForUsersAlone = request.Action == StompAction.Send
            && !_allowsClientsToSendToUsers
            && request.Destination.StartsWith(_tokens.UserPrefix, StringComparison.Ordinal);
        for (int i = first; i < rules.Length; i++)
        {
            CompiledRule rule = rules[i];
            if (isForUsersAlone && !rule.NamesUsers)
            {
                continue;
            }

            PatternMatch match = rule.Match(tokens, hasWildcards, request.UserName);
            if (match == PatternMatch.None)
            {
                continue;
            }

            if (!rule.Rule.Permits(request.User, request.UserName))
            {
                return new(StompAuthorizationResult.Denied);
            }

            if (rule.Rule.Policies.Count > 0)
            {
                return EvaluateAsync(request, tokens, hasWildcards, rules, i, match, cancellationToken);
            }

            if (match == PatternMatch.Whole)
            {
                return new(StompAuthorizationResult.Allowed);
            }
        }

        return new(NoRule);
    }

    private async ValueTask<StompAuthorizationResult> EvaluateAsync(
        StompAuthorizationRequest request,
        string[] tokens,
        bool hasWildcards,
        CompiledRule[] rules,
        int index,
        PatternMatch match,
        CancellationToken cancellationToken)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding); // policies are the application's code
        foreach (string policy in rules[index].Rule.Policies)
        {
            if (!await _policies!.EvaluateAsync(policy, request, cancellationToken))
            {
                return StompAuthorizationResult.Denied;
            }
        }

        return match == PatternMatch.Whole
            ? StompAuthorizationResult.Allowed
            : await Judge(request, tokens, hasWildcards, rules, index + 1, cancellationToken);
    }

    private CompiledRule[] Of(StompAction action) => _rules[(int)action];

    private CompiledRule[] Compile(StompAuthorizationOptions options, StompAction action)
    {
        var compiled = new List<CompiledRule>();
        foreach (StompAuthorizationRule rule in options.Rules)
        {
            if (rule.Check() is { } mistake)
            {
                throw new FormatException(mistake);
            }

            if (rule.Actions.Contains(action))
            {
                compiled.Add(new CompiledRule(
                    rule,
                    [.. rule.Patterns.Select(pattern => DestinationPattern.Parse(pattern, action, _tokens))],
                    rule.Patterns.All(pattern => pattern.StartsWith(_tokens.UserPrefix, StringComparison.Ordinal))));
            }
        }

        return [.. compiled];
    }

    private sealed class NoPolicies : IStompPolicyEvaluator
    {
        public static NoPolicies Instance { get; } = new();

        public ValueTask<bool> EvaluateAsync(string policy, StompAuthorizationRequest request, CancellationToken cancellationToken) => new(false);
    }
}
