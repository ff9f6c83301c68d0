using System.Net;
using Stomp.Benchmarks.Load.Wire;

namespace Stomp.Benchmarks.Load.Scenarios;

/// <summary>From how many addresses to connect.</summary>
internal static class SourceAddresses
{
    // One address has 28,000 ports by default on Linux, and closed connections keep theirs for a minute.
    private const int ConnectionsPerAddress = 5000;
    private const int Max = 250;

    /// <summary>How many addresses of 127.0.0.0/8 so many connections want; 1, the system's choice, where there is no such choice.</summary>
    public static int For(ServerUrl url, int connections) =>
        OperatingSystem.IsLinux() && IPAddress.IsLoopback(url.EndPoint.Address) && url.EndPoint.Address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork
            ? Math.Min(Max, 1 + (connections / ConnectionsPerAddress))
            : 1;
}
