using Stomp.Broker.Configuration;
using Stomp.Broker.Destinations;
using Stomp.Broker.Handlers;
using Stomp.Broker.Security.Authorization;

namespace Stomp.Broker.Sessions;

/// <summary>Finds where the destinations lead that a session names, and whether it may go there.</summary>
/// <remarks>The session's loop alone uses it.</remarks>
internal sealed class SessionRoutes(BrokerContext broker, SessionAuthorization? authorization)
{
    /// <summary>Finds who provides a destination.</summary>
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

    /// <summary>Finds who provides a destination that something is sent to.</summary>
    /// <returns><see langword="null"/> when <paramref name="pending"/> must be waited for first.</returns>
    /// <exception cref="FrameRefusedException">Nothing can be sent there, or this session may not.</exception>
    public DestinationProvider? FindForSend(ReadOnlySpan<byte> destination, out Task? pending)
    {
        DestinationProvider provider = FindProvider(destination);
        pending = authorization?.Check(StompAction.Send, destination);
        return pending is not null ? null
            : provider.CheckClientSend(destination) is { } refusal ? throw FrameRefusedException.ByDestination(refusal)
            : provider;
    }

    /// <summary>The handlers of a session that has some.</summary>
    /// <exception cref="FrameRefusedException">It has none.</exception>
    public static SessionHandlers GetHandlers(SessionHandlers? handlers, HandlerDestinations destinations, ReadOnlySpan<byte> destination) =>
        handlers ?? throw FrameRefusedException.ByDestination(destinations.Explain(HandlerKind.Message, destination));
}
