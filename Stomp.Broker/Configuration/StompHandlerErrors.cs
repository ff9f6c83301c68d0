namespace Stomp.Broker.Configuration;

/// <summary>What a client gets when a message handler fails and no handler of exceptions takes it.</summary>
public enum StompHandlerErrors
{
    /// <summary>ERROR, after which the connection is closed, as STOMP has it.</summary>
    Error,

    /// <summary>
    /// A message to <c>/user/queue/errors</c> of the session, and the session goes on. It is text; its headers <c>failed-destination</c> and, where the client asked for a
    /// receipt, which it does not get, <c>failed-receipt</c> say what failed.
    /// </summary>
    UserQueue,
}
