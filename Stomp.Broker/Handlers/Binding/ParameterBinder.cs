namespace Stomp.Broker.Handlers.Binding;

/// <summary>Makes one argument of a handler out of a message.</summary>
/// <exception cref="StompBindingException">The message does not have what the parameter takes.</exception>
internal delegate object? ParameterBinder(StompMessageContext context);
