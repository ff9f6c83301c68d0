namespace Stomp.Broker.Handlers;

/// <summary>
/// The method is a handler of subscriptions to destinations behind an application prefix. What it returns goes to the subscription alone,
/// unless <see cref="SendToAttribute"/> or <see cref="SendToUserAttribute"/> say otherwise.
/// </summary>
/// <param name="patterns">The destinations without the prefix, and without what <see cref="MessageMappingAttribute"/> says at the class.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SubscribeMappingAttribute(params string[] patterns) : Attribute
{
    /// <summary>The destinations without the prefix.</summary>
    public IReadOnlyList<string> Patterns => patterns;
}
