using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Stomp.Benchmarks.Load.Floor;

/// <summary>
/// A server that only writes: it makes each message's octets once for all subscribers, and believes its client in everything. No limits, errors,
/// heart-beats, patterns or un-acknowledged messages: what the generator does against it is as much as the generator can do.
/// </summary>
/// <remarks>Owns its sockets. TCP and WebSocket on the same port, of a loopback address.</remarks>
internal sealed class FloorServer : IDisposable
{
    private const int Backlog = 4096;

    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly SocketAsyncEventArgs _accepting = new();
    private readonly Dictionary<string, FloorDestination> _destinations = new(StringComparer.Ordinal);
    private readonly List<FloorDestination> _toDeliver = [];
    private readonly HashSet<FloorConnection> _connections = [];

    /// <param name="port">The port; 0 for any that is free.</param>
    /// <exception cref="LoadException">It is taken.</exception>
    public FloorServer(int port)
    {
        try
        {
            _listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
            _listener.Listen(Backlog);
        }
        catch (SocketException exception)
        {
            throw new LoadException($"cannot listen on port {port}: {exception.Message}");
        }

        EndPoint = (IPEndPoint)_listener.LocalEndPoint!;
        _accepting.Completed += (_, _) =>
        {
            AddAccepted();
            Accept();
        };
        Accept();
    }

    /// <summary>Where it listens.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>Guards everything.</summary>
    public Lock Gate { get; } = new();

    /// <summary>The destination of a name, new if need be.</summary>
    public FloorDestination Find(ReadOnlySpan<byte> name)
    {
        string key = Encoding.UTF8.GetString(name);
        if (!_destinations.TryGetValue(key, out FloorDestination? destination))
        {
            destination = new FloorDestination(key, key.StartsWith("/queue/", StringComparison.Ordinal));
            _destinations.Add(key, destination);
        }

        return destination;
    }

    /// <summary>Takes a message.</summary>
    public void Publish(FloorDestination destination, ReadOnlySpan<byte> body)
    {
        bool hadBatch = destination.HasBatch;
        destination.Publish(body);
        if (!hadBatch && destination.HasBatch)
        {
            _toDeliver.Add(destination);
        }
    }

    /// <summary>Hands over what was taken.</summary>
    public void Deliver()
    {
        foreach (FloorDestination destination in _toDeliver)
        {
            destination.Deliver();
        }

        _toDeliver.Clear();
    }

    /// <summary>A connection has ended.</summary>
    public void Remove(FloorConnection connection) => _connections.Remove(connection);

    public void Dispose()
    {
        lock (Gate)
        {
            _listener.Dispose();
            foreach (FloorConnection connection in _connections.ToArray())
            {
                connection.Close();
            }
        }

        _accepting.Dispose();
    }

    private void Accept()
    {
        try
        {
            _accepting.AcceptSocket = null;
            while (!_listener.AcceptAsync(_accepting))
            {
                AddAccepted();
                _accepting.AcceptSocket = null;
            }
        }
        catch (ObjectDisposedException)
        {
            // It has been ended.
        }
    }

    private void AddAccepted()
    {
        if (_accepting.SocketError != SocketError.Success || _accepting.AcceptSocket is not { } socket)
        {
            return;
        }

        socket.NoDelay = true;
        var connection = new FloorConnection(this, socket);
        lock (Gate)
        {
            _connections.Add(connection);
        }

        connection.Start();
    }
}
