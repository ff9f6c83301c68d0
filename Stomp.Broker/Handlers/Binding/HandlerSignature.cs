using System.Reflection;
using System.Runtime.CompilerServices;
using Stomp.Broker.Handlers.Routing;

namespace Stomp.Broker.Handlers.Binding;

/// <summary>A method that is made a handler, while its parameters are bound.</summary>
internal sealed class HandlerSignature
{
    /// <summary>Looks at a method.</summary>
    /// <param name="kind">What it is to answer.</param>
    /// <param name="method">The method.</param>
    /// <param name="bound">How many of its first parameters have an argument already.</param>
    /// <param name="pattern">The destinations; <see langword="null"/> for a handler of exceptions.</param>
    /// <param name="mapping">What maps it, for a method without a name.</param>
    public HandlerSignature(HandlerKind kind, MethodInfo method, int bound, DestinationPattern? pattern, string mapping)
    {
        Kind = kind;
        Method = method;
        Pattern = pattern;
        Parameters = method.GetParameters()[bound..];
        string of = pattern is null ? "" : $" of '{pattern}'";
        Name = method.IsDefined(typeof(CompilerGeneratedAttribute)) || method.Name.Contains('<', StringComparison.Ordinal)
            ? $"The handler{of} ({mapping})"
            : $"The handler{of}, {method.DeclaringType?.Name}.{method.Name}";
    }

    public HandlerKind Kind { get; }

    public MethodInfo Method { get; }

    /// <summary>The destinations; <see langword="null"/> for a handler of exceptions.</summary>
    public DestinationPattern? Pattern { get; }

    public ParameterInfo[] Parameters { get; }

    /// <summary>The handler as messages call it, with the name of the method where it has one.</summary>
    public string Name { get; }

    /// <summary>Whether a parameter asks for headers.</summary>
    public bool NeedsHeaders { get; set; }

    /// <summary>The parameter that takes the body.</summary>
    public ParameterInfo? Payload { get; set; }

    /// <summary>The exceptions that it is for, if it is a handler of them.</summary>
    public Type? ExceptionType { get; set; }

    /// <summary>A mapping that cannot work.</summary>
    public InvalidOperationException Wrong(string what, Exception? cause = null) => new($"{Name} {what}", cause);

    public InvalidOperationException Wrong(ParameterInfo parameter, string what, Exception? cause = null) =>
        Wrong($"cannot be called: its parameter '{parameter.ParameterType.Name} {parameter.Name}' {what}", cause);
}
