using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Stomp.Benchmarks.Load.Wire;

/// <summary>The opening handshake of a WebSocket, both sides of it (RFC 6455, section 4).</summary>
internal static class WebSocketHandshake
{
    /// <summary>The sub-protocol that is asked for.</summary>
    public const string SubProtocol = "v12.stomp";

    private const string Guid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"; // section 1.3
    private const int KeyBytes = 16;

    /// <summary>A new key.</summary>
    public static string MakeKey() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyBytes));

    /// <summary>The client's request.</summary>
    public static byte[] Request(ServerUrl url, string key) => Encoding.ASCII.GetBytes(
        $"GET {url.Path} HTTP/1.1\r\nHost: {url.Host}:{url.EndPoint.Port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        + $"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: {SubProtocol}\r\n\r\n");

    /// <summary>The server's response.</summary>
    public static byte[] Response(string key) => Encoding.ASCII.GetBytes(
        $"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {AcceptFor(key)}\r\n"
        + $"Sec-WebSocket-Protocol: {SubProtocol}\r\n\r\n");

    /// <summary>Checks the server's response.</summary>
    /// <param name="response">The status line and the header lines.</param>
    /// <param name="key">The key of the request.</param>
    /// <returns>What is wrong with it; <see langword="null"/> when nothing is.</returns>
    public static string? Refusal(string response, string key)
    {
        string[] lines = response.Split("\r\n");
        if (!lines[0].StartsWith("HTTP/1.1 101", StringComparison.Ordinal))
        {
            return $"the server refused the WebSocket: {lines[0]}";
        }

        return !TryFindHeader(lines, "Sec-WebSocket-Accept", out string? accept) || accept != AcceptFor(key) ? "the server's Sec-WebSocket-Accept is wrong"
            : TryFindHeader(lines, "Sec-WebSocket-Protocol", out string? chosen) && chosen != SubProtocol ? $"the server chose the sub-protocol {chosen}, not {SubProtocol}"
            : null;
    }

    /// <summary>A header's value.</summary>
    public static bool TryFindHeader(string[] lines, string name, [NotNullWhen(true)] out string? value)
    {
        string? line = Array.Find(lines, line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase));
        value = line?[(name.Length + 1)..].Trim();
        return value is not null;
    }

    [SuppressMessage("Security", "CA5350", Justification = "The protocol's own use of SHA-1: it proves that the server speaks WebSocket, and protects nothing.")]
    private static string AcceptFor(string key) => Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + Guid)));
}
