namespace Stomp.Broker.Handlers;

/// <summary>
/// The method is a handler of messages that clients send to destinations behind an application prefix. On a class: what the patterns of its
/// methods begin with.
/// </summary>
/// <param name="patterns">The destinations without the prefix: <c>/hello</c>, <c>/chat/{room}</c>. Without any a method has those of its class.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class MessageMappingAttribute(params string[] patterns) : Attribute
{
    /// <summary>The destinations without the prefix.</summary>
    public IReadOnlyList<string> Patterns => patterns;
}
