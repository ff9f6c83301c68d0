using System.Net.Sockets;
using System.Text;
using Stomp.Tests.EndToEnd;

namespace Stomp.Tests.Conformance;

/// <summary>The HTTP request that opens a WebSocket, as octets, and its answer.</summary>
internal static class HttpUpgrade
{
    /// <summary>Asks for a WebSocket.</summary>
    /// <param name="server">The server; its endpoint is asked.</param>
    /// <param name="headers">Headers besides those that every such request has.</param>
    /// <returns>The answer: its head, and for a refusal its body.</returns>
    public static async Task<string> RequestAsync(StompServer server, params string[] headers)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(server.Http.Host, server.Http.Port).WaitAsync(Eventually.Patience);
        NetworkStream stream = client.GetStream();
        string[] lines =
        [
            $"GET {server.WebSocket.AbsolutePath} HTTP/1.1", $"Host: {server.Http.Authority}", "Connection: Upgrade", "Upgrade: websocket",
            "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", .. headers, "", "",
        ];
        await stream.WriteAsync(Encoding.ASCII.GetBytes(string.Join("\r\n", lines))).AsTask().WaitAsync(Eventually.Patience);

        // The head of an acceptance ends with a blank line; a refusal is chunked, and its last chunk is empty.
        using var reader = new StreamReader(stream, Encoding.ASCII);
        var answer = new StringBuilder();
        string? last = null;
        string? line;
        do
        {
            line = await reader.ReadLineAsync().WaitAsync(Eventually.Patience);
            answer.Append(line).Append('\n');
            last ??= line?.Contains(" 101 ", StringComparison.Ordinal) == true ? "" : "0";
        }
        while (line is not null && line != last);

        return answer.ToString();
    }
}
