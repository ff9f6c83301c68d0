using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Stomp.Host.Listening;

/// <summary>How the process uses its sockets; chosen by measurement on two cores (docs/performance.md).</summary>
internal static class SocketTransport
{
    // What is read ahead of a session is processed without others having their turn. With Kestrel's 1 MiB a flood of line ends or headers
    // makes a well-behaved client wait 6 to 50 ms (99th percentile), with 64 KiB 2 to 7 ms; throughput is the same.
    private const int MaxReadBufferBytes = 64 * 1024;

    // Read by the runtime when the first socket is used; it has no other setting for this.
    private const string InlineCompletions = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";

    /// <summary>
    /// Lets what has arrived be processed on the thread that saw it arrive. Nothing here waits on that thread, so to hand it to another
    /// only costs: at 20,000 messages a second without it 66 us of processor for each, with it 20. Call it before the first socket.
    /// </summary>
    public static void ProcessWhereItArrives()
    {
        if (Environment.GetEnvironmentVariable(InlineCompletions) is null)
        {
            Environment.SetEnvironmentVariable(InlineCompletions, "1");
        }
    }

    /// <summary>Sets the options of Kestrel's sockets.</summary>
    public static void Configure(SocketTransportOptions sockets)
    {
        sockets.MaxReadBufferSize = MaxReadBufferBytes;

        // Sessions never block, and flush once for many messages: that is what makes inline scheduling safe, and pay.
        sockets.UnsafePreferInlineScheduling = true;
    }
}
