namespace Stomp.Broker.Handlers;

/// <summary>Where results of a handler go; on a class, those of its handlers that say nothing themselves. See <see cref="StompHandlerBuilder.SendTo"/>.</summary>
/// <param name="destinations">The destinations, prefixes included; without any, the topic of the same name as the handler's destination.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class SendToAttribute(params string[] destinations) : Attribute
{
    /// <summary>The destinations.</summary>
    public IReadOnlyList<string> Destinations => destinations;
}
