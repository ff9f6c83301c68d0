using System.Text;
using Stomp.Broker.Destinations.Topics;

namespace Stomp.Broker.Policies;

/// <summary>Finds what the policies say of a destination.</summary>
/// <remarks>Immutable, so thread-safe. Finding looks at every policy: whoever asks keeps the answer as long as it has the destination.</remarks>
internal sealed class DestinationPolicies
{
    /// <summary>Those of a broker that has none.</summary>
    public static readonly DestinationPolicies None = new([]);

    private static readonly StompDestinationPolicy Nothing = new() { Destination = "/**" };

    private readonly (byte[] Pattern, StompDestinationPolicy Policy)[] _all;

    public DestinationPolicies(IEnumerable<StompDestinationPolicy> policies)
    {
        _all = [.. policies.Select(static policy => (Encoding.UTF8.GetBytes(policy.Destination), policy))];
    }

    /// <summary>Whether there are none.</summary>
    public bool IsEmpty => _all.Length == 0;

    /// <summary>Whether any of them says something.</summary>
    public bool Any(Func<StompDestinationPolicy, bool> says) => _all.Any(entry => says(entry.Policy));

    /// <summary>Whether a policy without wildcards names a destination.</summary>
    public bool Names(ReadOnlySpan<byte> destination)
    {
        foreach ((byte[] pattern, _) in _all)
        {
            if (pattern.AsSpan().IndexOfAny("*#>"u8) < 0 && TopicName.Matches(pattern, destination))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What the policies say of a destination, all in all.</summary>
    public StompDestinationPolicy Find(ReadOnlySpan<byte> destination)
    {
        StompDestinationPolicy found = Nothing;
        foreach ((byte[] pattern, StompDestinationPolicy policy) in _all)
        {
            if (TopicName.Matches(pattern, destination))
            {
                found = found == Nothing ? policy : found.With(policy);
            }
        }

        return found;
    }
}
