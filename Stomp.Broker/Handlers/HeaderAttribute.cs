namespace Stomp.Broker.Handlers;

/// <summary>The parameter is a header of the frame. It must be there, unless it has a default value, a nullable value type, or <see cref="Required"/> says otherwise.</summary>
/// <param name="name">The name; <see langword="null"/> for that of the parameter.</param>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class HeaderAttribute(string? name = null) : Attribute
{
    /// <summary>The name; <see langword="null"/> for that of the parameter.</summary>
    public string? Name => name;

    /// <summary>Whether it must be there; the parameter is otherwise <see langword="null"/>. Default yes.</summary>
    public bool Required { get; set; } = true;
}
