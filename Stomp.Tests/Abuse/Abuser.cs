using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using NUnit.Framework;
using Stomp.Tests.EndToEnd;

namespace Stomp.Tests.Abuse;

/// <summary>
/// A connection that sends what it likes, over TCP or in WebSocket messages that it makes by hand: thousands of them cost little, and
/// what a client library would forbid can be sent too.
/// </summary>
internal sealed class Abuser : IDisposable
{
    private const int MaxTextBytes = 64 * 1024;
    private readonly Socket _socket;
    private readonly Via _via;

    private Abuser(Socket socket, Via via)
    {
        _socket = socket;
        _via = via;
    }

    public EndPoint LocalEndPoint => _socket.LocalEndPoint!;

    /// <summary>Opens a connection that has said nothing of STOMP yet.</summary>
    /// <param name="host">Whom to abuse.</param>
    /// <param name="via">Whether by WebSocket.</param>
    /// <param name="receiveBuffer">What the system may take in while it does not read; 0 for the system's default.</param>
    public static async Task<Abuser> OpenAsync(AbusedHost host, Via via, int receiveBuffer = 0)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (receiveBuffer > 0)
        {
            socket.ReceiveBufferSize = receiveBuffer;
        }

        await socket.ConnectAsync(via == Via.Tcp ? host.Tcp : host.Http).WaitAsync(Eventually.Patience);
        var abuser = new Abuser(socket, via);
        if (via == Via.WebSocket)
        {
            await socket.SendAsync(Encoding.ASCII.GetBytes(
                "GET /stomp HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: v12.stomp\r\n\r\n"));
            Assert.That(await abuser.ReadUntilAsync("\r\n\r\n"), Does.StartWith("HTTP/1.1 101 "));
        }

        return abuser;
    }

    /// <summary>Opens a connection and connects.</summary>
    public static async Task<Abuser> ConnectAsync(AbusedHost host, Via via, int receiveBuffer = 0)
    {
        Abuser abuser = await OpenAsync(host, via, receiveBuffer);
        await abuser.SendAsync(WireText.Connect());
        Assert.That(await abuser.ReadUntilAsync("\0"), Does.Contain("CONNECTED\n"));
        return abuser;
    }

    /// <summary>Opens as many at once as the machine can bear, and connects them.</summary>
    public static Task<Abuser[]> ConnectAllAsync(AbusedHost host, Via via, int count, int receiveBuffer = 0) =>
        Task.WhenAll(Enumerable.Range(0, count).Select(_ => ConnectAsync(host, via, receiveBuffer)));

    public Task SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text));

    /// <summary>Sends octets; by WebSocket as one message.</summary>
    public async Task SendAsync(byte[] octets)
    {
        ReadOnlyMemory<byte> rest = _via == Via.Tcp ? octets : ToWebSocketMessage(octets);
        while (!rest.IsEmpty)
        {
            rest = rest[await _socket.SendAsync(rest).AsTask().WaitAsync(Eventually.Patience)..];
        }
    }

    /// <summary>Sends a text; <see langword="false"/> when the connection is closed.</summary>
    public async Task<bool> TrySendAsync(string text) => await TrySendAsync(Encoding.UTF8.GetBytes(text));

    /// <summary>Sends the same again and again, until the connection is closed.</summary>
    public async Task SendEndlesslyAsync(byte[] octets)
    {
        while (await TrySendAsync(octets))
        {
        }
    }

    /// <summary>What comes up to some text, and perhaps more.</summary>
    public Task<string> ReadUntilAsync(string text) => ReadAsync(text);

    /// <summary>What comes until the host has closed, in order or by a reset.</summary>
    public Task<string> ReadToEndAsync() => ReadAsync(until: null);

    /// <summary>Reads an ERROR that names a limit, and the end of the connection.</summary>
    public async Task ExpectErrorAsync(string limit)
    {
        string text = await ReadToEndAsync();
        if (!text.Contains("ERROR\n", StringComparison.Ordinal) || !text.Contains($"({limit})", StringComparison.Ordinal))
        {
            Assert.Fail($"no ERROR names {limit}: {text}");
        }
    }

    /// <summary>Ends the connection as a process that dies with unread input does.</summary>
    public void Reset()
    {
        _socket.LingerState = new LingerOption(enable: true, seconds: 0);
        _socket.Close();
    }

    // A reset, too: thousands of connections that wait out their end would use up the system's ports.
    public void Dispose() => Reset();

    // A whole message, masked as a client must with the mask 0, which leaves the content as it is.
    private static byte[] ToWebSocketMessage(byte[] content)
    {
        const byte Masked = 0x80;
        byte[] head = new byte[14];
        head[0] = 0x82; // the last fragment; binary
        int length;
        if (content.Length < 126)
        {
            head[1] = (byte)(Masked | content.Length);
            length = 2;
        }
        else if (content.Length <= ushort.MaxValue)
        {
            head[1] = Masked | 126;
            BinaryPrimitives.WriteUInt16BigEndian(head.AsSpan(2), (ushort)content.Length);
            length = 4;
        }
        else
        {
            head[1] = Masked | 127;
            BinaryPrimitives.WriteInt64BigEndian(head.AsSpan(2), content.Length);
            length = 10;
        }

        return [.. head[..(length + 4)], .. content];
    }

    private async Task<bool> TrySendAsync(byte[] octets)
    {
        try
        {
            await SendAsync(octets);
            return true;
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            return false;
        }
    }

    private async Task<string> ReadAsync(string? until)
    {
        byte[] buffer = new byte[4096];
        var text = new StringBuilder();
        try
        {
            int read;
            while ((read = await _socket.ReceiveAsync(buffer.AsMemory()).AsTask().WaitAsync(Eventually.Patience)) > 0)
            {
                if (text.Length < MaxTextBytes)
                {
                    text.Append(Encoding.Latin1.GetString(buffer, 0, read));
                }

                if (until is not null && text.ToString().Contains(until, StringComparison.Ordinal))
                {
                    return text.ToString();
                }
            }
        }
        catch (SocketException)
        {
            // Reset: that what it had to say came before is for the caller to check.
        }

        return text.ToString();
    }
}
