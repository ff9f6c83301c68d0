namespace Stomp.Broker.Storage;

/// <summary>How far the opening of a store is.</summary>
/// <param name="Messages">The messages that were found so far.</param>
/// <param name="Octets">Their octets together.</param>
public readonly record struct StompStoreProgress(long Messages, long Octets);
