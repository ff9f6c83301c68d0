namespace Stomp.Broker.Handlers;

/// <summary>
/// The parameter is the body of the message. Without the attribute a parameter that is nothing else is it too. Where the
/// body is empty it is its default value, if it has one, and <see langword="null"/>, if <see cref="Required"/> says so.
/// </summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class PayloadAttribute : Attribute
{
    /// <summary>Whether there must be a body. Text and octets may be empty in any case. Default yes.</summary>
    public bool Required { get; set; } = true;
}
