namespace Stomp.Broker.Handlers;

/// <summary>
/// The method handles exceptions of the type of its exception parameter that handlers of its class throw. What it returns goes to
/// <c>/user/queue/errors</c> of the session, unless <see cref="SendToAttribute"/> or <see cref="SendToUserAttribute"/> at the method say otherwise.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class MessageExceptionHandlerAttribute : Attribute
{
    /// <summary>Whether it handles exceptions of all handlers, where their own class does not. Default no.</summary>
    public bool Global { get; set; }
}
