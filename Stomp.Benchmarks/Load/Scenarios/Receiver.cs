using Stomp.Benchmarks.Load.Messages;
using Stomp.Benchmarks.Load.Wire;

namespace Stomp.Benchmarks.Load.Scenarios;

/// <summary>A connection that subscribes to one destination or to several neighbouring ones, and what has come on it.</summary>
/// <param name="connection">The connection.</param>
/// <param name="firstDestination">The first destination.</param>
/// <param name="destinations">How many.</param>
/// <param name="streamsPerDestination">How many streams go to each.</param>
internal sealed class Receiver(Connection connection, int firstDestination, int destinations, int streamsPerDestination)
{
    public Connection Connection { get; } = connection;

    public int FirstDestination { get; } = firstDestination;

    public int Destinations { get; } = destinations;

    /// <summary>What has come, for each stream of each destination.</summary>
    public SequenceCheck[] Checks { get; } = new SequenceCheck[destinations * streamsPerDestination];

    /// <summary>Whether it stops to read when the load begins.</summary>
    public bool IsSlow { get; init; }

    /// <summary>How many messages have come.</summary>
    public long Received { get; set; }

    /// <summary>Messages since the last ACK.</summary>
    public int Unacked { get; set; }

    /// <summary>What to name in the next ACK.</summary>
    public byte[] LastAck { get; set; } = [];
}
