namespace Stomp.Broker.Handlers;

/// <summary>The parameter is a variable of the pattern. Without the attribute a parameter with the variable's name is it too.</summary>
/// <param name="name">The name; <see langword="null"/> for that of the parameter.</param>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class DestinationVariableAttribute(string? name = null) : Attribute
{
    /// <summary>The name; <see langword="null"/> for that of the parameter.</summary>
    public string? Name => name;
}
