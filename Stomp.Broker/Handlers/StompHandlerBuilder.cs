using Stomp.Broker.Handlers.Results;

namespace Stomp.Broker.Handlers;

/// <summary>
/// Goes on mapping a handler: says where its results go. Without a word results for a SEND go to the topic of the same name
/// (<c>/app/hello</c> to <c>/topic/hello</c>), those for a SUBSCRIBE to the subscription, and those for an exception to
/// <c>/user/queue/errors</c> of the session. It can be said more than once, for several destinations.
/// </summary>
public sealed class StompHandlerBuilder
{
    private readonly MessageHandler _handler;

    internal StompHandlerBuilder(MessageHandler handler) => _handler = handler;

    /// <summary>Sends results to destinations.</summary>
    /// <param name="destinations">
    /// The destinations, prefixes included: <c>/topic/greetings</c>, <c>/topic/chat/{room}</c> with variables of the handler's pattern. A value is filled in
    /// as it stands in the client's destination.
    /// </param>
    /// <exception cref="InvalidOperationException">A variable is not in the pattern, or the handler returns nothing.</exception>
    public StompHandlerBuilder SendTo(params string[] destinations)
    {
        ArgumentNullException.ThrowIfNull(destinations);
        if (destinations.Length == 0)
        {
            _handler.AddTarget(new ReplyTarget(ReplyTarget.Kinds.Destination, null));
        }

        foreach (string destination in destinations)
        {
            _handler.AddTarget(new ReplyTarget(ReplyTarget.Kinds.Destination, _handler.ParseTarget(destination)));
        }

        return this;
    }

    /// <summary>Sends results to a destination of the user that the message came from.</summary>
    /// <param name="destination">
    /// The destination as the user's sessions subscribe to it, with or without <c>/user</c>: <c>/queue/errors</c>. <see langword="null"/> for <c>/queue/</c> and the name
    /// behind the application prefix.
    /// </param>
    /// <param name="broadcast">Whether all sessions of the user get them, or the one that the message came from alone. A session without a user is always alone.</param>
    /// <exception cref="InvalidOperationException">A variable is not in the pattern, or the handler returns nothing.</exception>
    public StompHandlerBuilder SendToUser(string? destination = null, bool broadcast = true)
    {
        _handler.AddTarget(new ReplyTarget(
            broadcast ? ReplyTarget.Kinds.User : ReplyTarget.Kinds.Session, destination is null ? null : _handler.ParseTarget(destination)));
        return this;
    }
}
