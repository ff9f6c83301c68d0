namespace Stomp.Broker.Destinations.Queues;

/// <summary>The headers that tell the story of a dead letter.</summary>
internal static class DeadLetterHeaders
{
    public static ReadOnlySpan<byte> Reason => "x-death-reason"u8;

    public static ReadOnlySpan<byte> Queue => "x-death-queue"u8;

    /// <summary>Milliseconds of Unix time.</summary>
    public static ReadOnlySpan<byte> Time => "x-death-time"u8;

    /// <summary>How often the message was given up, by any queue.</summary>
    public static ReadOnlySpan<byte> Count => "x-death-count"u8;

    /// <summary>The words of the client that refused it.</summary>
    public static ReadOnlySpan<byte> Text => "x-death-text"u8;

    public static ReadOnlySpan<byte> FirstReason => "x-first-death-reason"u8;

    public static ReadOnlySpan<byte> FirstQueue => "x-first-death-queue"u8;

    /// <summary>As ActiveMQ has it: where it was last.</summary>
    public static ReadOnlySpan<byte> OriginalDestination => "original-destination"u8;

    /// <summary>One for each queue that gave it up since a consumer last had it, the reason and the queue: that is how circles are found.</summary>
    public static ReadOnlySpan<byte> Hop => "x-death-hop"u8;

    /// <summary>Whether a header is of the last death, and does not go into the next.</summary>
    public static bool IsReplaced(ReadOnlySpan<byte> name) =>
        name.SequenceEqual(Reason) || name.SequenceEqual(Queue) || name.SequenceEqual(Time) || name.SequenceEqual(Count)
        || name.SequenceEqual(Text) || name.SequenceEqual(OriginalDestination);
}
