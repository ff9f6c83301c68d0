using Stomp.Benchmarks.Load.Measuring;

namespace Stomp.Benchmarks.Load.Wire;

/// <summary>Connections that share their state: whoever touches one of them or what they share holds the gate.</summary>
/// <remarks>
/// Completions of the group's sockets take the gate for one batch of input each. As the process asks for completions on the thread that polls
/// (see <see cref="SocketEngine"/>), with one such thread nobody ever waits for it.
/// </remarks>
internal sealed class ConnectionGroup
{
    private readonly List<Connection> _written = [];

    /// <summary>Guards everything in the group.</summary>
    public Lock Gate { get; } = new();

    /// <summary>When the batch of input that is being handled came, by <see cref="Clock"/>.</summary>
    public long Now { get; set; } = Clock.Now;

    /// <summary>Line ends that came between frames.</summary>
    public long HeartBeats { get; set; }

    /// <summary>Remembers that a connection has something to send.</summary>
    public void AddWritten(Connection connection) => _written.Add(connection);

    /// <summary>Sends what was written to any of them.</summary>
    public void Flush()
    {
        // Sending one may write to another, which then stands at the end of the list.
        for (int i = 0; i < _written.Count; i++)
        {
            _written[i].Flush();
        }

        _written.Clear();
    }
}
