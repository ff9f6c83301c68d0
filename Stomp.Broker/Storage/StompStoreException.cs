namespace Stomp.Broker.Storage;

/// <summary>A store cannot do what it should. The message says what is wrong, with which file or server, and what to do.</summary>
/// <param name="failure">What is wrong.</param>
/// <param name="message">The same for humans: with the file or server, and what to do.</param>
/// <param name="innerException">What the store got from below.</param>
public sealed class StompStoreException(StompStoreFailure failure, string message, Exception? innerException = null)
    : Exception(message, innerException)
{
    /// <summary>What is wrong.</summary>
    public StompStoreFailure Failure { get; } = failure;

    /// <summary>Whether the same may work later, so that trying again has a point: it is not damaged, foreign, too new, or a mistake of the caller.</summary>
    public bool IsTransient =>
        Failure is StompStoreFailure.Unavailable or StompStoreFailure.Full or StompStoreFailure.ReadOnly or StompStoreFailure.Locked;
}
