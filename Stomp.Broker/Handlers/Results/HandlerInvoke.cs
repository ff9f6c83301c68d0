namespace Stomp.Broker.Handlers.Results;

/// <summary>Calls a handler.</summary>
/// <param name="context">The message.</param>
/// <param name="arguments">The arguments, in the order of its parameters.</param>
internal delegate ValueTask<HandlerResult> HandlerInvoke(StompMessageContext context, object?[] arguments);
