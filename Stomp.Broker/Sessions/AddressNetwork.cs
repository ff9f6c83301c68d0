using System.Net;
using System.Net.Sockets;

namespace Stomp.Broker.Sessions;

/// <summary>What limits for each address are counted by.</summary>
internal static class AddressNetwork
{
    // Of an IPv6 address the first 64 bits are the network, which one party has as a whole.
    private const int NetworkBytes = 8;

    /// <summary>The address itself; of an IPv6 address the network.</summary>
    public static IPAddress Of(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }

        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return address;
        }

        Span<byte> octets = stackalloc byte[16];
        address.TryWriteBytes(octets, out _);
        octets[NetworkBytes..].Clear();
        return new IPAddress(octets);
    }
}
