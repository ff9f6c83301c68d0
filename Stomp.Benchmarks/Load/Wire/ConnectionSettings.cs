using System.Globalization;
using System.Text;

namespace Stomp.Benchmarks.Load.Wire;

/// <summary>What the connections of a run have in common.</summary>
/// <param name="Url">The server.</param>
/// <param name="ConnectFrame">The frame each begins with, and its NUL.</param>
/// <param name="InputBytes">Octets of each connection's input buffer, which grows for larger frames.</param>
/// <param name="SourceAddresses">How many addresses of the loopback network to connect from: each has ports of its own.</param>
internal sealed record ConnectionSettings(ServerUrl Url, byte[] ConnectFrame, int InputBytes, int SourceAddresses = 1)
{
    // What all input buffers of a run may take together, and the most and least that is of use to one.
    private const int TotalInputBytes = 128 << 20;
    private const int MaxInputBytes = 256 << 10;
    private const int MinInputBytes = 1 << 10;

    /// <summary>The size of an input buffer when there are so many connections.</summary>
    public static int InputBytesFor(int connections) => Math.Clamp(TotalInputBytes / Math.Max(1, connections), MinInputBytes, MaxInputBytes);

    /// <summary>Makes the CONNECT frame.</summary>
    public static byte[] MakeConnectFrame(string host, string? login, string? passcode, int heartBeatOut, int heartBeatIn)
    {
        string credentials = (login is null ? "" : $"login:{login}\n") + (passcode is null ? "" : $"passcode:{passcode}\n");
        return Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture,
            $"CONNECT\naccept-version:1.2\nhost:{host}\n{credentials}heart-beat:{heartBeatOut},{heartBeatIn}\n\n\0"));
    }
}
