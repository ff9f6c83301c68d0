using System.Net;
using System.Net.Sockets;

namespace Stomp.Benchmarks.Load.Peers;

/// <summary>Ports for servers that cannot choose their own.</summary>
internal static class FreePorts
{
    /// <summary>Ports of the loopback address that nobody listens on just now.</summary>
    public static int[] Take(int count)
    {
        // All of them are held before the first is given back, so that they differ.
        TcpListener[] listeners = [.. Enumerable.Range(0, count).Select(static _ => new TcpListener(IPAddress.Loopback, 0))];
        try
        {
            foreach (TcpListener listener in listeners)
            {
                listener.Start();
            }

            return [.. listeners.Select(static listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        }
        finally
        {
            foreach (TcpListener listener in listeners)
            {
                listener.Dispose();
            }
        }
    }
}
