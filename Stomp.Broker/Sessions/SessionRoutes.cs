using Stomp.Broker.Configuration;
using Stomp.Broker.Destinations;
using Stomp.Broker.Destinations.Temporary;
using Stomp.Broker.Handlers;
using Stomp.Broker.Routing;
using Stomp.Broker.Security.Authorization;

namespace Stomp.Broker.Sessions;

/// <summary>Finds where the destinations lead that a session names, and whether it may send there.</summary>
/// <remarks>The session's loop alone uses it.</remarks>
internal sealed class SessionRoutes(BrokerContext broker, SessionTemporaries temporaries, SessionAuthorization? authorization)
{
    /// <summary>Finds who provides a destination, of a list the first.</summary>
    /// <exception cref="FrameRefusedException">Nobody does, or it is too long.</exception>
    public DestinationProvider FindProvider(ReadOnlySpan<byte> destination)
    {
        int limit = broker.Options.Limits.MaxDestinationBytes;
        if (destination.Length > limit)
        {
            throw FrameRefusedException.ByDestination(
                new Refusal($"the destination exceeds the limit of {limit} octets", nameof(StompLimits.MaxDestinationBytes)));
        }

        return broker.Router.Find(destination)
            ?? throw FrameRefusedException.ByDestination(new Refusal($"the destination is unknown; destinations begin with {broker.Router.Prefixes}"));
    }

    /// <summary>Whether <see cref="Resolve"/> and <see cref="Locate"/> must say where messages to it go.</summary>
    public bool IsIndirect(DestinationProvider provider, ReadOnlySpan<byte> destination) =>
        provider is TemporaryNames || broker.Router.IsList(provider, destination);

    /// <summary>The destinations that a frame names: nearly always one.</summary>
    /// <exception cref="FrameRefusedException">One of them is unknown, or it is no list.</exception>
    public Route[] Resolve(ReadOnlySpan<byte> destination)
    {
        DestinationProvider provider = FindProvider(destination);
        if (!broker.Router.IsList(provider, destination))
        {
            return [new Route(provider, destination.ToArray())];
        }

        return broker.Router.Split(destination, out Route[] routes) is { } refusal ? throw FrameRefusedException.ByDestination(refusal) : routes;
    }

    /// <summary>Puts the address of a temporary destination in the place of the session's name for it, which makes it; any other stays what it is.</summary>
    public Route Locate(in Route route) =>
        route.Provider is TemporaryNames names ? new Route(names.Addresses, temporaries.GetOrAddAddress(names, route.Destination)) : route;

    /// <summary>Says whether the session may send to a destination, as it names it.</summary>
    /// <returns>What must be waited for first; <see langword="null"/> when it may.</returns>
    /// <exception cref="FrameRefusedException">Nothing can be sent there, or this session may not.</exception>
    public Task? CheckSend(DestinationProvider provider, ReadOnlySpan<byte> destination)
    {
        Task? pending = authorization?.Check(StompAction.Send, destination);
        return pending is null && provider.CheckClientSend(destination) is { } refusal ? throw FrameRefusedException.ByDestination(refusal) : pending;
    }

    /// <summary>The handlers of a session that has some.</summary>
    /// <exception cref="FrameRefusedException">It has none.</exception>
    public static SessionHandlers GetHandlers(SessionHandlers? handlers, HandlerDestinations destinations, ReadOnlySpan<byte> destination) =>
        handlers ?? throw FrameRefusedException.ByDestination(destinations.Explain(HandlerKind.Message, destination));
}
