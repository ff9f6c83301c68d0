namespace Stomp.Broker.Destinations.Topics;

/// <summary>
/// The tokens of a topic's name. <c>.</c> and <c>/</c> both separate them, and make no difference to the matching. In a subscription a whole
/// token may be a wildcard: <c>*</c> is any one token; <c>**</c>, <c>#</c> and <c>&gt;</c> are any number of them, none included.
/// </summary>
internal static class TopicName
{
    private const byte Dot = (byte)'.';
    private const byte Slash = (byte)'/';

    public static bool IsAnyToken(ReadOnlySpan<byte> token) => token.Length == 1 && token[0] == '*';

    public static bool IsAnyTokens(ReadOnlySpan<byte> token) =>
        token.Length == 1 ? token[0] is (byte)'#' or (byte)'>' : token.SequenceEqual("**"u8);

    /// <summary>Takes the first token off a name.</summary>
    /// <param name="rest">The name; afterwards what follows the token, and <see langword="default"/> after the last.</param>
    /// <param name="token">The token; may be empty.</param>
    /// <returns><see langword="false"/> when there is none left.</returns>
    public static bool TryReadToken(ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> token)
    {
        if (rest.IsEmpty)
        {
            token = default;
            return false;
        }

        int separator = rest.IndexOfAny(Dot, Slash);
        token = separator < 0 ? rest : rest[..separator];
        rest = separator < 0 ? default : rest[(separator + 1)..];
        return true;
    }

    /// <summary>Whether a name matches a pattern. The work is bounded by the product of their tokens, whatever wildcards there are.</summary>
    public static bool Matches(ReadOnlySpan<byte> pattern, ReadOnlySpan<byte> name)
    {
        ReadOnlySpan<byte> patternAfterAny = default;
        ReadOnlySpan<byte> nameAfterAny = default;
        bool hasAny = false;
        while (!name.IsEmpty)
        {
            ReadOnlySpan<byte> patternRest = pattern;
            ReadOnlySpan<byte> nameRest = name;
            TryReadToken(ref nameRest, out ReadOnlySpan<byte> token);
            bool hasToken = TryReadToken(ref patternRest, out ReadOnlySpan<byte> expected);
            if (hasToken && IsAnyTokens(expected))
            {
                pattern = patternAfterAny = patternRest;
                nameAfterAny = name;
                hasAny = true;
            }
            else if (hasToken && (IsAnyToken(expected) || expected.SequenceEqual(token)))
            {
                pattern = patternRest;
                name = nameRest;
            }
            else if (hasAny)
            {
                // The last wildcard for any number of tokens takes one more; those before it need not be looked at again.
                TryReadToken(ref nameAfterAny, out _);
                name = nameAfterAny;
                pattern = patternAfterAny;
            }
            else
            {
                return false;
            }
        }

        while (TryReadToken(ref pattern, out ReadOnlySpan<byte> left))
        {
            if (!IsAnyTokens(left))
            {
                return false;
            }
        }

        return true;
    }
}
