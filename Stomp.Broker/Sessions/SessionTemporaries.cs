using Stomp.Broker.Collections;
using Stomp.Broker.Configuration;
using Stomp.Broker.Destinations;
using Stomp.Broker.Destinations.Temporary;
using Stomp.Broker.Subscriptions;

namespace Stomp.Broker.Sessions;

/// <summary>The temporary destinations of a session, by the names that it gives them.</summary>
/// <remarks>The session's loop alone uses it.</remarks>
internal sealed class SessionTemporaries(ISubscriber session, StompLimits limits)
{
    private Dictionary<byte[], (TemporaryProvider Provider, TemporaryDestination Destination)>? _all;

    /// <summary>The address of a destination, which is made at the first use of its name.</summary>
    /// <exception cref="FrameRefusedException">It is no name, or the session has too many.</exception>
    public byte[] GetOrAddAddress(TemporaryNames names, ReadOnlySpan<byte> name)
    {
        _all ??= new Dictionary<byte[], (TemporaryProvider Provider, TemporaryDestination Destination)>(Utf8Comparer.Instance);
        if (_all.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(name, out (TemporaryProvider Provider, TemporaryDestination Destination) found))
        {
            return found.Destination.Address;
        }

        if (name.Length == names.Prefix.Length)
        {
            throw FrameRefusedException.ByDestination(new Refusal($"the destination names nothing; it is of the form {names.Prefix}x"));
        }

        if (_all.Count == limits.MaxTemporaryDestinations)
        {
            throw FrameRefusedException.ByDestination(new Refusal(
                $"the session exceeds the limit of {limits.MaxTemporaryDestinations} temporary destinations", nameof(limits.MaxTemporaryDestinations)));
        }

        TemporaryDestination added = names.Addresses.Add(session, name.ToArray());
        _all.Add(added.Name, (names.Addresses, added));
        return added.Address;
    }

    /// <summary>The session ends, and has no subscriptions any more: all is gone.</summary>
    public void RemoveAll()
    {
        if (_all is not null)
        {
            foreach ((TemporaryProvider provider, TemporaryDestination destination) in _all.Values)
            {
                provider.Remove(destination);
            }

            _all = null;
        }
    }
}
