namespace Stomp.Broker.Handlers.Results;

/// <summary>What a handler returns.</summary>
/// <param name="Type">The type of its results, or of the elements of a stream; <see langword="null"/> when it returns nothing.</param>
/// <param name="IsStream">Whether it returns a stream.</param>
internal readonly record struct HandlerReturn(Type? Type, bool IsStream = false);
