using Microsoft.Extensions.Configuration;

namespace Stomp.Broker.Policies;

/// <summary>The policies for destinations, in their order: what a later one says counts.</summary>
public sealed class StompDestinationPolicies
{
    private readonly List<StompDestinationPolicy> _all = [];

    /// <summary>The policies so far.</summary>
    public IReadOnlyList<StompDestinationPolicy> All => _all;

    /// <summary>Adds a policy.</summary>
    /// <exception cref="ArgumentException">Something in it is wrong; the message names it.</exception>
    public StompDestinationPolicies Add(StompDestinationPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        if (policy.Check() is { } mistake)
        {
            throw new ArgumentException($"the policy of '{policy.Destination}' is wrong: {mistake}", nameof(policy));
        }

        _all.Add(policy);
        return this;
    }

    /// <summary>Adds the policies of a section, a list: <c>[ { "Destination": "/queue/orders.**", "MaxDeliveries": 5, "DeadLetter": "/queue/dead" } ]</c>.</summary>
    /// <exception cref="ArgumentException">Something in it is wrong; the message names it.</exception>
    public StompDestinationPolicies Add(IConfiguration section)
    {
        ArgumentNullException.ThrowIfNull(section);
        foreach (IConfigurationSection child in section.GetChildren())
        {
            StompDestinationPolicy policy = PolicyReader.Read(child);
            if (policy.Check() is { } mistake)
            {
                throw new ArgumentException($"{child.Path}: {mistake}");
            }

            _all.Add(policy);
        }

        return this;
    }
}
