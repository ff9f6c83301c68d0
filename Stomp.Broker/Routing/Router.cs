using System.Text;
using Stomp.Broker.Destinations;

namespace Stomp.Broker.Routing;

/// <summary>Finds who provides a destination, by its prefix. A destination may be a list: <c>/queue/a,/topic/b</c>.</summary>
/// <remarks>Immutable, so thread-safe.</remarks>
internal sealed class Router
{
    private const byte Comma = (byte)',';

    private readonly DestinationProvider[] _providers;
    private readonly byte[][] _prefixes;

    public Router(params DestinationProvider[] providers)
    {
        _providers = providers;
        _prefixes = [.. providers.Select(provider => Encoding.UTF8.GetBytes(provider.Prefix))];
    }

    /// <summary>The most destinations of a list; 0 where a comma is a character like any other.</summary>
    public int MaxListed { get; init; }

    /// <summary>The prefixes there are, for messages: <c>/topic/ or /queue/</c>.</summary>
    public string Prefixes => string.Join(" or ", _providers.Select(provider => provider.Prefix));

    /// <summary>Finds the provider of a destination, of a list that of the first; <see langword="null"/> when its prefix is unknown.</summary>
    public DestinationProvider? Find(ReadOnlySpan<byte> destination)
    {
        for (int i = 0; i < _prefixes.Length; i++)
        {
            if (destination.StartsWith(_prefixes[i]))
            {
                return _providers[i];
            }
        }

        return null;
    }

    /// <summary>Whether a destination is a list.</summary>
    /// <param name="provider">The provider that <see cref="Find"/> found.</param>
    /// <param name="destination">The destination.</param>
    public bool IsList(DestinationProvider provider, ReadOnlySpan<byte> destination) =>
        MaxListed > 0 && provider.IsListable && destination.Contains(Comma);

    /// <summary>
    /// Takes a list apart. A destination without a prefix has that of the one before it, as with ActiveMQ: <c>/queue/a,b</c>. One that stands in
    /// it twice counts once, and blanks around them do not count.
    /// </summary>
    /// <returns>Why it is no list; <see langword="null"/> when it is.</returns>
    public Refusal? Split(ReadOnlySpan<byte> list, out Route[] routes)
    {
        var found = new List<Route>();
        routes = [];
        DestinationProvider? provider = null;
        foreach (Range range in list.Split(Comma))
        {
            ReadOnlySpan<byte> element = list[range].Trim((byte)' ');
            if (element.IsEmpty)
            {
                return new Refusal("the list of destinations has an empty place; there is one destination before, after and between its commas");
            }

            byte[] destination = provider is not null && element[0] != '/' ? [.. Encoding.ASCII.GetBytes(provider.Prefix), .. element] : element.ToArray();
            provider = Find(destination);
            if (provider is null)
            {
                return new Refusal($"the destination '{Encoding.UTF8.GetString(destination)}' of the list is unknown; destinations begin with {Prefixes}");
            }

            if (!provider.IsListable)
            {
                return new Refusal($"destinations of {provider.Prefix} cannot stand in a list, as '{Encoding.UTF8.GetString(destination)}' does");
            }

            if (!found.Exists(route => route.Destination.AsSpan().SequenceEqual(destination)))
            {
                if (found.Count == MaxListed)
                {
                    return new Refusal($"the list exceeds the limit of {MaxListed} destinations", nameof(Configuration.StompLimits.MaxCompositeDestinations));
                }

                found.Add(new Route(provider, destination));
            }
        }

        routes = [.. found];
        return null;
    }
}
