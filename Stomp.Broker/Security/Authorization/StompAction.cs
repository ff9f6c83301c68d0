namespace Stomp.Broker.Security.Authorization;

/// <summary>What a client may be allowed to do with a destination.</summary>
public enum StompAction
{
    /// <summary>SEND to it, also in a transaction.</summary>
    Send,

    /// <summary>SUBSCRIBE to it.</summary>
    Subscribe,

    /// <summary>
    /// Get a message that was sent to it. A subscription without wildcards is judged when it is made; of one with wildcards each
    /// destination that has messages, and those that may not be received are left out.
    /// </summary>
    Receive,
}
