namespace Stomp.Broker.Handlers.Results;

/// <summary>Where results of a handler go.</summary>
/// <param name="Kind">Whose destination it is.</param>
/// <param name="Destination">The destination; <see langword="null"/> for one that follows from the handler's own.</param>
internal sealed record ReplyTarget(ReplyTarget.Kinds Kind, DestinationTemplate? Destination)
{
    public enum Kinds
    {
        /// <summary>Anybody's: a topic, a queue.</summary>
        Destination,

        /// <summary>Of the user, in all their sessions.</summary>
        User,

        /// <summary>Of the session that the message came from.</summary>
        Session,

        /// <summary>The subscription that the handler is called for.</summary>
        Subscription,
    }
}
