using NUnit.Framework;
using Stomp.Tests.EndToEnd;

namespace Stomp.Tests.Conformance;

/// <summary>
/// Tests of checklist items against the program itself, with raw octets, over TCP and over WebSocket.
/// Derived fixtures are <c>[TestFixture(Transport.Tcp)]</c> and <c>[TestFixture(Transport.WebSocket)]</c>, and their tests have a <see cref="ChecklistAttribute"/>.
/// They mostly wait, and each has a server of its own: they run beside one another.
/// </summary>
[Parallelizable(ParallelScope.Self)]
public abstract class ConformanceFixture(Transport transport) : ServerFixture
{
    private readonly List<Peer> _peers = [];

    protected Transport Transport => transport;

    /// <summary>Destinations of the running test's own end with this.</summary>
    protected static string Own => TestContext.CurrentContext.Test.ID;

    [TearDown]
    public async Task ClosePeers()
    {
        foreach (Peer peer in _peers)
        {
            await peer.DisposeAsync();
        }

        _peers.Clear();
    }

    /// <summary>Opens a connection that is closed after the test.</summary>
    private protected async Task<Peer> OpenAsync()
    {
        Peer peer = await OpenUntrackedAsync();
        lock (_peers)
        {
            _peers.Add(peer);
        }

        return peer;
    }

    /// <summary>Opens a connection to the server that is tested.</summary>
    private protected virtual Task<Peer> OpenUntrackedAsync() => Peer.OpenAsync(Server.Tcp, Server.WebSocket, transport);

    /// <summary>Opens a connection and connects with a version: 1.0, 1.1 or 1.2.</summary>
    private protected async Task<Peer> ConnectAsync(string version = "1.2", string headers = "")
    {
        Peer peer = await OpenAsync();
        await peer.SendAsync(WireText.Connect(version, headers));
        string connected = await peer.ReceiveAsync();
        Assert.That(connected, Does.StartWith("CONNECTED\n").And.Contain($"\nversion:{version}\n"));
        return peer;
    }

    /// <summary>Subscribes, and waits for the receipt.</summary>
    private protected static async Task SubscribeAsync(Peer peer, string destination, string headers = "", string id = "1")
    {
        await peer.SendAsync(WireText.Subscribe(destination, headers, id));
        Assert.That(await peer.ReceiveAsync(), Is.EqualTo("RECEIPT\nreceipt-id:subscribed\n\n"));
    }

    /// <summary>The session answers ERROR, with a text that contains what is expected, and closes; nothing follows.</summary>
    private protected static async Task<string> ExpectErrorAndCloseAsync(Peer peer, string expected = "")
    {
        string error = await peer.ReceiveAsync();
        Assert.That(error, Does.StartWith("ERROR\n").And.Contain("\nmessage:").And.Contain(expected));
        Assert.That(await peer.ReceiveToEndAsync(), Is.Empty);
        return error;
    }

    /// <summary>The session still works, and nothing came before: the answer to a frame with a receipt is the next frame.</summary>
    private protected static async Task ExpectQuietAsync(Peer peer)
    {
        await peer.SendAsync("BEGIN\ntransaction:quiet\nreceipt:quiet\n\n\0ABORT\ntransaction:quiet\n\n\0");
        Assert.That(await peer.ReceiveAsync(), Is.EqualTo("RECEIPT\nreceipt-id:quiet\n\n"));
    }

    /// <summary>A new session of one version sends a frame, or several; the session answers ERROR and closes.</summary>
    private protected async Task<string> ExpectRefusedAsync(string version, string frames, string expected)
    {
        Peer peer = await ConnectAsync(version);
        await peer.SendAsync(frames);
        return await ExpectErrorAndCloseAsync(peer, expected);
    }

    /// <summary>The same in several versions at once: a refused session lingers a moment.</summary>
    private protected Task ExpectRefusedAsync(string[] versions, string frames, string expected) =>
        Task.WhenAll(versions.Select(version => ExpectRefusedAsync(version, frames, expected)));

    /// <summary>A message goes from a session of one version to a session of another.</summary>
    /// <param name="from">The sender's version.</param>
    /// <param name="to">The receiver's version.</param>
    /// <param name="headers">Header lines of the SEND.</param>
    /// <param name="body">Its body.</param>
    /// <returns>The MESSAGE.</returns>
    private protected async Task<string> RelayAsync(string from, string to, string headers, string body = "body")
    {
        string destination = $"/topic/{Own}.{from}-{to}";
        Peer receiver = await ConnectAsync(to);
        await SubscribeAsync(receiver, destination);
        Peer sender = await ConnectAsync(from);
        await sender.SendAsync(WireText.Send(destination, body, headers));
        return await receiver.ReceiveAsync();
    }
}
