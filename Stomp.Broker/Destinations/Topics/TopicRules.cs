using Stomp.Broker.Configuration;

namespace Stomp.Broker.Destinations.Topics;

/// <summary>
/// What a topic's name may cost: the tokens of a subscription are nodes of a tree, or are compared one by one, and finding the
/// subscriptions of a name looks at them once for each of its own.
/// </summary>
internal sealed class TopicRules(StompLimits limits)
{
    /// <summary>Says why a name, or a pattern, is not taken; <see langword="null"/> when it is.</summary>
    /// <param name="name">The name, without the prefix.</param>
    /// <param name="hasWildcard">Whether some token is a wildcard.</param>
    public Refusal? Check(ReadOnlySpan<byte> name, out bool hasWildcard)
    {
        hasWildcard = false;
        int tokens = 0;
        int anyTokens = 0;
        while (TopicName.TryReadToken(ref name, out ReadOnlySpan<byte> token))
        {
            tokens++;
            if (TopicName.IsAnyTokens(token))
            {
                anyTokens++;
                hasWildcard = true;
            }
            else
            {
                hasWildcard |= TopicName.IsAnyToken(token);
            }
        }

        return tokens > limits.MaxTopicTokens
                ? new Refusal($"the destination exceeds the limit of {limits.MaxTopicTokens} tokens", nameof(limits.MaxTopicTokens))
            : anyTokens > limits.MaxTopicWildcards
                ? new Refusal(
                    $"the destination exceeds the limit of {limits.MaxTopicWildcards} wildcards for any number of tokens", nameof(limits.MaxTopicWildcards))
            : null;
    }
}
