namespace Stomp.Broker.Handlers;

/// <summary>
/// Results of a handler go to the user that the message came from; on a class, those of its handlers that say nothing themselves. See
/// <see cref="StompHandlerBuilder.SendToUser"/>.
/// </summary>
/// <param name="destinations">The destinations as the user's sessions subscribe to them; without any, <c>/queue/</c> and the name behind the application prefix.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class SendToUserAttribute(params string[] destinations) : Attribute
{
    /// <summary>The destinations.</summary>
    public IReadOnlyList<string> Destinations => destinations;

    /// <summary>Whether all sessions of the user get them, or the one that the message came from alone. Default all.</summary>
    public bool Broadcast { get; set; } = true;
}
