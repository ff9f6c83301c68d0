using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using NUnit.Framework;

namespace Stomp.Tests.EndToEnd;

/// <summary>A TCP client that knows no STOMP: it sends wire text, and reads up to the next NUL.</summary>
internal sealed class TcpPeer : IAsyncDisposable
{
    private readonly Socket _socket;
    private Stream _stream;
    private byte[] _buffer = new byte[16 * 1024];
    private int _length;

    private TcpPeer(Socket socket)
    {
        _socket = socket;
        _stream = new NetworkStream(socket, ownsSocket: true);
    }

    public EndPoint LocalEndPoint => _socket.LocalEndPoint!;

    /// <summary>Opens a connection.</summary>
    /// <param name="server">The server's address.</param>
    /// <param name="receiveBuffer">What the system may take in while the client does not read; 0 for the system's default.</param>
    public static async Task<TcpPeer> OpenAsync(IPEndPoint server, int receiveBuffer = 0)
    {
        var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (receiveBuffer > 0)
        {
            socket.ReceiveBufferSize = receiveBuffer;
        }

        await socket.ConnectAsync(server).WaitAsync(Eventually.Patience);
        return new TcpPeer(socket);
    }

    /// <summary>Opens a TLS connection to a server that has just this certificate.</summary>
    public static async Task<TcpPeer> OpenTlsAsync(IPEndPoint server, X509Certificate2 certificate)
    {
        TcpPeer peer = await OpenAsync(server);
        var tls = new SslStream(peer._stream, leaveInnerStreamOpen: false);
        peer._stream = tls;
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            RemoteCertificateValidationCallback = (_, shown, _, _) => shown!.GetCertHashString() == certificate.GetCertHashString(),
        }).WaitAsync(Eventually.Patience);
        return peer;
    }

    /// <summary>Opens a connection and connects.</summary>
    public static async Task<TcpPeer> ConnectAsync(IPEndPoint server, string version = "1.2", int receiveBuffer = 0)
    {
        TcpPeer peer = await OpenAsync(server, receiveBuffer);
        await peer.ConnectAsync(version);
        return peer;
    }

    public async Task ConnectAsync(string version = "1.2")
    {
        await SendAsync(WireText.Connect(version));
        Assert.That(await ReceiveAsync(), Does.StartWith("CONNECTED\n").And.Contain($"\nversion:{version}\n"));
    }

    public async Task SubscribeAsync(string destination, string headers = "", string id = "1")
    {
        await SendAsync(WireText.Subscribe(destination, headers, id));
        Assert.That(await ReceiveAsync(), Is.EqualTo("RECEIPT\nreceipt-id:subscribed\n\n"));
    }

    public Task SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text));

    public async Task SendAsync(ReadOnlyMemory<byte> octets) => await _stream.WriteAsync(octets).AsTask().WaitAsync(Eventually.Patience);

    /// <summary>The next frame, without its NUL and the line ends before it.</summary>
    public async Task<string> ReceiveAsync()
    {
        int seen = 0;
        while (true)
        {
            int nul = _buffer.AsSpan(seen, _length - seen).IndexOf((byte)0);
            if (nul >= 0)
            {
                string frame = Encoding.UTF8.GetString(_buffer, 0, seen + nul).TrimStart('\n');
                _length -= seen + nul + 1;
                _buffer.AsSpan(seen + nul + 1, _length).CopyTo(_buffer);
                return frame;
            }

            seen = _length;
            Assert.That(await FillAsync(), Is.True, () => $"the connection ended after: {Encoding.UTF8.GetString(_buffer, 0, _length)}");
        }
    }

    /// <summary>All that is still sent, until the server has closed in order: a reset throws.</summary>
    public async Task<string> ReceiveToEndAsync()
    {
        while (await FillAsync())
        {
        }

        string text = Encoding.UTF8.GetString(_buffer, 0, _length);
        _length = 0;
        return text;
    }

    /// <summary>Ends this side's output; it can still read.</summary>
    public void Finish() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>Ends the connection as a process that dies with unread input does.</summary>
    public void Reset()
    {
        _socket.LingerState = new LingerOption(enable: true, seconds: 0);
        _socket.Close();
    }

    public async ValueTask DisposeAsync() => await _stream.DisposeAsync();

    private async Task<bool> FillAsync()
    {
        if (_length == _buffer.Length)
        {
            Array.Resize(ref _buffer, 2 * _length);
        }

        int read = await _stream.ReadAsync(_buffer.AsMemory(_length)).AsTask().WaitAsync(Eventually.Patience);
        _length += read;
        return read > 0;
    }
}
