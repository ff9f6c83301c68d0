namespace Stomp.Broker.Handlers;

/// <summary>
/// A message handler refuses what a client asks for, and says why: the client gets the message as it is. Of any other exception it
/// gets none, unless <see cref="Configuration.StompHandlerOptions.ShowExceptions"/> says so.
/// </summary>
public class StompHandlerException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong, for the client: without secrets.</param>
    public StompHandlerException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong, for the client: without secrets.</param>
    /// <param name="innerException">The cause, for exception handlers and logs.</param>
    public StompHandlerException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
