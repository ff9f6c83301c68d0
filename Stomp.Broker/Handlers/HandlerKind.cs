namespace Stomp.Broker.Handlers;

/// <summary>What a handler answers.</summary>
internal enum HandlerKind
{
    /// <summary>A SEND.</summary>
    Message,

    /// <summary>A SUBSCRIBE.</summary>
    Subscribe,

    /// <summary>An exception of another handler.</summary>
    Exception,
}
