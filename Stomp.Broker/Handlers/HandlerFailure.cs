namespace Stomp.Broker.Handlers;

/// <summary>A handler has failed, and no handler of exceptions took it.</summary>
/// <param name="Text">What the client is told; <see langword="null"/> when there is nobody to tell: the session has ended.</param>
internal sealed record HandlerFailure(string? Text);
