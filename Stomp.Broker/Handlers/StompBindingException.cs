namespace Stomp.Broker.Handlers;

/// <summary>A message does not give a handler what it takes: its body is not the JSON expected, a header is missing, a variable is no number.</summary>
public class StompBindingException : StompHandlerException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong with the message, for the client.</param>
    /// <param name="innerException">The cause, if there is one.</param>
    public StompBindingException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
