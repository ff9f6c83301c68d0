using System.Text;
using Stomp.Broker.Destinations;

namespace Stomp.Broker.Routing;

/// <summary>Finds who provides a destination, by its prefix.</summary>
/// <remarks>Immutable, so thread-safe.</remarks>
internal sealed class Router
{
    private readonly DestinationProvider[] _providers;
    private readonly byte[][] _prefixes;

    public Router(params DestinationProvider[] providers)
    {
        _providers = providers;
        _prefixes = [.. providers.Select(provider => Encoding.UTF8.GetBytes(provider.Prefix))];
    }

    /// <summary>The prefixes there are, for messages: <c>/topic/ or /queue/</c>.</summary>
    public string Prefixes => string.Join(" or ", _providers.Select(provider => provider.Prefix));

    /// <summary>Finds the provider of a destination; <see langword="null"/> when its prefix is unknown.</summary>
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
}
