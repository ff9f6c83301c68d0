using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Stomp.Benchmarks.Load.Floor;

/// <summary>
/// A server that only writes: it makes each message's octets once for all subscribers, and believes its client in everything. No limits, errors,
/// heart-beats, patterns or un-acknowledged messages: what the generator does against it is as much as the generator can do.
/// </summary>
/// <remarks>Owns its sockets and its file. TCP and WebSocket on the same port, of a loopback address.</remarks>
internal sealed class FloorServer : IDisposable
{
    private const int Backlog = 4096;

    // What is read together is synced together: large enough for a hundred messages of 1 KiB, the window of the comparison.
    private const int InputBytes = 64 << 10;
    private const int InputBytesWithLog = 256 << 10;

    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly SocketAsyncEventArgs _accepting = new();
    private readonly Dictionary<string, FloorDestination> _destinations = new(StringComparer.Ordinal);
    private readonly List<FloorDestination> _toDeliver = [];
    private readonly HashSet<FloorConnection> _connections = [];
    private readonly FloorLog? _log;

    /// <param name="port">The port; 0 for any that is free.</param>
    /// <param name="log">A file to which all bodies are appended and synced before they are confirmed or delivered; <see langword="null"/> for none.</param>
    /// <exception cref="LoadException">The port is taken, or the file cannot be written.</exception>
    public FloorServer(int port, string? log = null)
    {
        _log = log is null ? null : new FloorLog(log);
        try
        {
            _listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
            _listener.Listen(Backlog);
        }
        catch (SocketException exception)
        {
            _listener.Dispose();
            _log?.Dispose();
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
        _log?.Append(body);
        bool hadBatch = destination.HasBatch;
        destination.Publish(body);
        if (!hadBatch && destination.HasBatch)
        {
            _toDeliver.Add(destination);
        }
    }

    /// <summary>Returns when what was taken is where it must be before it is confirmed.</summary>
    public void Commit() => _log?.Commit();

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

            _log?.Dispose();
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
        var connection = new FloorConnection(this, socket, _log is null ? InputBytes : InputBytesWithLog);
        lock (Gate)
        {
            _connections.Add(connection);
        }

        connection.Start();
    }
}
