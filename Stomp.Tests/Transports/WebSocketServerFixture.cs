using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Text;
using NUnit.Framework;
using Stomp.Core.Transports;

namespace Stomp.Tests.Transports;

/// <summary>The server's side of a WebSocket over a stream in memory, and at its other end a peer that sends and sees octets.</summary>
public abstract class WebSocketServerFixture : IDisposable
{
    protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ConcurrentQueue<string> _aborts = [];
    private DuplexStream _server = null!;
    private DuplexStream _peer = null!;

    protected WebSocketServerConnection Connection { get; private set; } = null!;

    /// <summary>Counts what the server writes, and can make it wait.</summary>
    private protected WatchedStream Written { get; private set; } = null!;

    /// <summary>Why the connection has asked to be aborted.</summary>
    protected IReadOnlyCollection<string> Aborts => _aborts;

    [SetUp]
    public void Connect() => Connect(window: 4 << 20);

    [TearDown]
    public void Dispose()
    {
        Connection.Dispose();
        Written.Dispose();
        _server.Dispose();
        _peer.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Makes a connection whose writes wait while more than <paramref name="window"/> octets have not been read.</summary>
    protected void Connect(int window, int maxMessageBytes = 0, TimeSpan? controlTimeout = null)
    {
        _aborts.Clear();
        (_server, _peer) = DuplexStream.CreatePair(window);
        Written = new WatchedStream(_server);
        Connection = new WebSocketServerConnection(Written, Abort)
        {
            MaxMessageBytes = maxMessageBytes,
            ControlTimeout = controlTimeout ?? Patience,
        };
    }

    /// <summary>The peer's process ends: no close message.</summary>
    protected void Vanish() => _peer.Dispose();

    protected Task SendAsync(string hex) => SendAsync(Convert.FromHexString(hex));

    protected Task SendAsync(byte[] octets) => _peer.WriteAsync(octets).AsTask().WaitAsync(Patience);

    /// <summary>Receives one frame at the peer, whole messages all, as <c>Text: content</c>, each character an octet; at the end <c>nothing</c>.</summary>
    protected async Task<string> ReceiveAsync()
    {
        byte[] head = new byte[2];
        if (await ReadAsync(head) == 0)
        {
            return "nothing";
        }

        Assert.That(head[0] & 0xF0, Is.EqualTo(0x80), "whole, no reserved bits");
        Assert.That(head[1] & 0x80, Is.Zero, "a server does not mask");
        byte[] more = new byte[head[1] switch { 126 => 2, 127 => 8, _ => 0 }];
        await ReadAsync(more);
        ulong length = more.Length switch
        {
            2 => BinaryPrimitives.ReadUInt16BigEndian(more),
            8 => BinaryPrimitives.ReadUInt64BigEndian(more),
            _ => head[1],
        };
        Assert.That(length, more.Length == 8 ? Is.GreaterThan(ushort.MaxValue) : more.Length == 2 ? Is.GreaterThan(125) : Is.LessThan(126));
        byte[] payload = new byte[length];
        await ReadAsync(payload);
        return (head[0] & 0x0F) switch
        {
            ClientFrames.Text => $"Text: {Encoding.Latin1.GetString(payload)}",
            ClientFrames.Binary => $"Binary: {Encoding.Latin1.GetString(payload)}",
            ClientFrames.Pong => $"Pong: {Encoding.Latin1.GetString(payload)}",
            ClientFrames.Close => $"Close: {BinaryPrimitives.ReadUInt16BigEndian(payload)} {Encoding.UTF8.GetString(payload.AsSpan(2))}",
            int opcode => $"{opcode}",
        };
    }

    private async Task<int> ReadAsync(byte[] octets) => await _peer.ReadAtLeastAsync(octets, octets.Length, throwOnEndOfStream: false).AsTask().WaitAsync(Patience);

    private void Abort(string reason)
    {
        _aborts.Enqueue(reason);
        Written.Open();
        _server.Dispose();
    }
}
