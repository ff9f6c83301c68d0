namespace Stomp.Broker.Handlers;

/// <summary>
/// The parameter, a string, is the name of the session's user. A client without one is refused, unless the parameter has a default value, or <see cref="Required"/> says otherwise.
/// </summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class UserNameAttribute : Attribute
{
    /// <summary>Whether there must be one; the parameter is otherwise <see langword="null"/>. Default yes.</summary>
    public bool Required { get; set; } = true;
}
