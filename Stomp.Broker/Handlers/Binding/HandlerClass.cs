namespace Stomp.Broker.Handlers.Binding;

/// <summary>A class of handlers, to be mapped when the broker is made.</summary>
/// <param name="Type">The class.</param>
/// <param name="Map">Maps it; made where reflection was asked for.</param>
internal sealed record HandlerClass(Type Type, Action<HandlerRegistry> Map);
