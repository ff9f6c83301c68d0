namespace Stomp.Broker.Security.Authorization;

/// <summary>The destinations that a rule is about.</summary>
/// <remarks>Immutable. What it costs to compare is bounded by the product of both sides' tokens.</remarks>
internal sealed class DestinationPattern
{
    private const string AnyTokens = "**";
    private const string User = "{user}";

    private readonly string[] _tokens;
    private readonly string _reserved;

    private DestinationPattern(string[] tokens, string reserved)
    {
        _tokens = tokens;
        _reserved = reserved;
    }

    /// <summary>Reads a pattern.</summary>
    /// <exception cref="FormatException">It is malformed; the message says how.</exception>
    public static DestinationPattern Parse(string pattern, StompAction action, DestinationTokens splitter)
    {
        if (!pattern.StartsWith('/'))
        {
            throw new FormatException($"the pattern '{pattern}' does not begin with a slash");
        }

        bool hasDots = splitter.HasDots(pattern);
        string[] tokens = splitter.Split(pattern, action, isPattern: true);
        foreach (string token in tokens)
        {
            bool hasUser = token.Contains(User, StringComparison.Ordinal);
            if (token.Replace(User, "", StringComparison.Ordinal).AsSpan().IndexOfAny('{', '}') >= 0)
            {
                throw new FormatException($"the pattern '{pattern}' has an unknown variable; the only one is {{user}}");
            }

            if (token != AnyTokens && (token.Contains(AnyTokens, StringComparison.Ordinal) || (hasUser && token.Contains('*', StringComparison.Ordinal))))
            {
                throw new FormatException($"the pattern '{pattern}' has a token '{token}'; ** must be a token of its own, and {{user}} stand in one without wildcards");
            }

            if (hasDots && token is "#" or ">")
            {
                throw new FormatException($"the pattern '{pattern}' has a token '{token}'; any number of tokens is written ** in a rule");
            }

            if (!hasDots && token.Contains('.', StringComparison.Ordinal) && tokens.Take(splitter.MaxPrefixTokens).Any(static start => start.Contains('*', StringComparison.Ordinal)))
            {
                throw new FormatException($"the pattern '{pattern}' begins with a wildcard, so that it cannot have dots, which separate tokens in some destinations alone; begin it with a prefix");
            }
        }

        return new DestinationPattern(tokens, splitter.GetReserved(pattern, action));
    }

    /// <summary>Compares it with what a client names.</summary>
    /// <param name="tokens">The tokens of that.</param>
    /// <param name="hasWildcards">Whether tokens of it may be wildcards of a subscription.</param>
    /// <param name="userName">The name of the client's user.</param>
    public PatternMatch Match(string[] tokens, bool hasWildcards, string? userName)
    {
        string[] own = _tokens;
        if (Array.Exists(own, static token => token.Contains(User, StringComparison.Ordinal)))
        {
            if (userName is null)
            {
                return PatternMatch.None;
            }

            own = Array.ConvertAll(own, token => token.Contains(User, StringComparison.Ordinal)
                ? Literal(token.Replace(User, DestinationTokens.Encode(userName, _reserved), StringComparison.Ordinal))
                : token);
        }

        return Covers(own, tokens, hasWildcards) ? PatternMatch.Whole
            : hasWildcards && Overlaps(own, tokens) ? PatternMatch.Partial
            : PatternMatch.None;
    }

    // The name may have stars of its own, where they mean nothing: they must not become wildcards.
    private static string Literal(string token) => token.Replace('*', DestinationTokens.LiteralStar);

    // Whether each destination that the second matches is one of the first. Filled from the ends: what the rests do decides.
    private static bool Covers(string[] pattern, string[] name, bool hasWildcards)
    {
        bool[,] rest = new bool[pattern.Length + 1, name.Length + 1];
        rest[pattern.Length, name.Length] = true;
        for (int i = pattern.Length - 1; i >= 0; i--)
        {
            for (int j = name.Length; j >= 0; j--)
            {
                rest[i, j] = pattern[i] == AnyTokens
                    ? rest[i + 1, j] || (j < name.Length && rest[i, j + 1])
                    : j < name.Length && CoversToken(pattern[i], name[j], hasWildcards) && rest[i + 1, j + 1];
            }
        }

        return rest[0, 0];
    }

    private static bool Overlaps(string[] pattern, string[] name)
    {
        bool[,] rest = new bool[pattern.Length + 1, name.Length + 1];
        for (int i = pattern.Length; i >= 0; i--)
        {
            for (int j = name.Length; j >= 0; j--)
            {
                bool isAnyOfPattern = i < pattern.Length && pattern[i] == AnyTokens;
                bool isAnyOfName = j < name.Length && IsAnyTokens(name[j]);
                rest[i, j] = (i == pattern.Length && j == name.Length)
                    || (isAnyOfPattern && (rest[i + 1, j] || (j < name.Length && rest[i, j + 1])))
                    || (isAnyOfName && (rest[i, j + 1] || (i < pattern.Length && rest[i + 1, j])))
                    || (i < pattern.Length && j < name.Length && !isAnyOfPattern && !isAnyOfName
                        && (name[j] == "*" || MatchesToken(pattern[i], name[j])) && rest[i + 1, j + 1]);
            }
        }

        return rest[0, 0];
    }

    private static bool IsAnyTokens(string token) => token is AnyTokens or "#" or ">";

    private static bool CoversToken(string pattern, string token, bool hasWildcards) =>
        hasWildcards && (token == "*" || IsAnyTokens(token)) ? pattern == "*" && token == "*" : MatchesToken(pattern, token);

    // A star is any characters, none included. Each takes as few as it can; only the last one is ever looked at again.
    private static bool MatchesToken(string pattern, string token)
    {
        int p = 0;
        int star = -1;
        int afterStar = 0;
        for (int t = 0; t < token.Length;)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                star = p++;
                afterStar = t;
            }
            else if (p < pattern.Length && (pattern[p] == token[t] || (pattern[p] == DestinationTokens.LiteralStar && token[t] == '*')))
            {
                p++;
                t++;
            }
            else if (star >= 0)
            {
                p = star + 1;
                t = ++afterStar;
            }
            else
            {
                return false;
            }
        }

        return pattern.AsSpan(p).TrimStart('*').IsEmpty;
    }
}
