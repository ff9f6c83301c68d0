using Stomp.Broker.Destinations;

namespace Stomp.Broker.Routing;

/// <summary>One destination, and who provides it.</summary>
internal readonly record struct Route(DestinationProvider Provider, byte[] Destination);
