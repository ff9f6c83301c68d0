namespace Stomp.Broker.Security.Authorization;

/// <summary>A rule for one action, as it is compared with what clients want.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Patterns">Its patterns.</param>
/// <param name="NamesUsers">Whether all of them begin with the prefix of users' destinations.</param>
internal sealed record CompiledRule(StompAuthorizationRule Rule, DestinationPattern[] Patterns, bool NamesUsers)
{
    /// <summary>Compares all patterns; the best match counts.</summary>
    public PatternMatch Match(string[] tokens, bool hasWildcards, string? userName)
    {
        var best = PatternMatch.None;
        foreach (DestinationPattern pattern in Patterns)
        {
            PatternMatch match = pattern.Match(tokens, hasWildcards, userName);
            best = match > best ? match : best;
        }

        return best;
    }
}
