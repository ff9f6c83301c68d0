namespace Stomp.Broker.Publishing;

/// <summary>A message was refused by its destination: a queue is full, say. It was delivered to nobody.</summary>
public sealed class StompPublishException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="destination">The destination.</param>
    /// <param name="reason">Why it refused.</param>
    public StompPublishException(string destination, string reason)
        : base($"The message to '{destination}' was refused: {reason}.")
    {
        Destination = destination;
    }

    /// <summary>The destination.</summary>
    public string Destination { get; }
}
