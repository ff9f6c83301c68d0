using System.Globalization;
using System.Text;

namespace Stomp.Benchmarks.Engine;

/// <summary>What clients send in the benchmarks of the engine.</summary>
internal static class EngineFrames
{
    /// <summary>Octets of the body: a small JSON event.</summary>
    public const int BodyBytes = 256;

    public static byte[] Connect() => "CONNECT\naccept-version:1.2\nhost:localhost\n\n\0"u8.ToArray();

    public static byte[] Subscribe(string destination, string ack, string? receipt = null) => Encoding.UTF8.GetBytes(
        $"SUBSCRIBE\nid:sub-0\ndestination:{destination}\nack:{ack}\n{(receipt is null ? "" : $"receipt:{receipt}\n")}\n\0");

    public static byte[] Unsubscribe() => "UNSUBSCRIBE\nid:sub-0\n\n\0"u8.ToArray();

    /// <summary>A number of SENDs, one behind the other, with two headers and content-length.</summary>
    public static byte[] Send(string destination, int count = 1)
    {
        string body = new('b', BodyBytes);
        string frame = string.Create(
            CultureInfo.InvariantCulture,
            $"SEND\ndestination:{destination}\ncontent-type:application/json\ncontent-length:{BodyBytes}\n\n{body}\0");
        return Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(frame, count)));
    }
}
