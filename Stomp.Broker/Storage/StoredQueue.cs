namespace Stomp.Broker.Storage;

/// <summary>A queue as a store has found it.</summary>
public sealed class StoredQueue
{
    /// <summary>Its id, which the broker has chosen.</summary>
    public required long Id { get; init; }

    /// <summary>What it is, as the broker has said.</summary>
    public required int Kind { get; init; }

    /// <summary>Its name: the octets of a destination.</summary>
    public required ReadOnlyMemory<byte> Name { get; init; }

    /// <summary>Its definition, as the broker has put it.</summary>
    public required ReadOnlyMemory<byte> Definition { get; init; }

    /// <summary>The priorities of which there are messages, the lowest first.</summary>
    public required IReadOnlyList<StoredPriority> Priorities { get; init; }

    /// <summary>How many delayed messages there are.</summary>
    public required long DelayedMessages { get; init; }

    /// <summary>The octets of the delayed messages together.</summary>
    public required long DelayedOctets { get; init; }
}
