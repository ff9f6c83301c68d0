using System.Net;
using Stomp.Tests.EndToEnd;

namespace Stomp.Tests.Crashes;

/// <summary>The broker between a start and its end, and the clients that use it meanwhile. Thread-safe.</summary>
/// <param name="server">Where it listens.</param>
internal sealed class BrokerLife(IPEndPoint server)
{
    private readonly object _lock = new();
    private readonly List<BlockingPeer> _peers = [];
    private readonly List<Task> _clients = [];
    private int _backlog;
    private int _receipts;
    private bool _isEnding;

    /// <summary>How many more messages may be sent than are received: publishers wait when there are. To be set before they start.</summary>
    public int MaxBacklog { get; set; }

    /// <summary>The receipts that came, of whatever frame.</summary>
    public int Receipts => Volatile.Read(ref _receipts);

    /// <summary>Whether it is about to be ended, or has been: connections may break.</summary>
    public bool IsEnding
    {
        get
        {
            lock (_lock)
            {
                return _isEnding;
            }
        }
    }

    /// <summary>Whether publishers should wait for consumers.</summary>
    public bool IsCrowded
    {
        get
        {
            lock (_lock)
            {
                return _backlog >= MaxBacklog;
            }
        }
    }

    /// <summary>Has a client use it.</summary>
    public void Start(CrashClient client) => _clients.Add(client.RunAsync(this));

    /// <summary>Waits until a condition holds; fails when a client has failed.</summary>
    public async Task HoldsAsync(Func<bool> condition, string what)
    {
        await Eventually.HoldsAsync(() => condition() || _clients.Any(static client => client.IsFaulted), what);
        await Task.WhenAll(_clients.Where(static client => client.IsFaulted));
    }

    /// <summary>Waits until all clients have ended; fails when one has failed.</summary>
    public Task WhenClientsHaveEndedAsync() => Task.WhenAll(_clients);

    /// <summary>Opens a connection.</summary>
    public BlockingPeer Connect()
    {
        var peer = new BlockingPeer(server);
        lock (_lock)
        {
            _peers.Add(peer);
            if (_isEnding)
            {
                peer.Reset();
            }
        }

        return peer;
    }

    public void OnSent(int count)
    {
        lock (_lock)
        {
            _backlog += count;
        }
    }

    public void OnReceived()
    {
        lock (_lock)
        {
            _backlog--;
            Monitor.PulseAll(_lock);
        }
    }

    public void OnReceipt() => Interlocked.Increment(ref _receipts);

    /// <summary>Waits until there is room for more messages.</summary>
    /// <returns>Whether there is; not when it ends.</returns>
    public bool WaitForRoom()
    {
        lock (_lock)
        {
            while (_backlog >= MaxBacklog && !_isEnding)
            {
                Monitor.Wait(_lock);
            }

            return !_isEnding;
        }
    }

    /// <summary>Tells the clients that from now on connections may break.</summary>
    public void Announce()
    {
        lock (_lock)
        {
            _isEnding = true;
            Monitor.PulseAll(_lock);
        }
    }

    /// <summary>Breaks all connections.</summary>
    public void Cut()
    {
        BlockingPeer[] peers;
        lock (_lock)
        {
            peers = [.. _peers];
        }

        foreach (BlockingPeer peer in peers)
        {
            peer.Reset();
        }
    }
}
