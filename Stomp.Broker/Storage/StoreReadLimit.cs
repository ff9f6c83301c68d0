namespace Stomp.Broker.Storage;

/// <summary>How much one read of a store gives at most. It gives one message at least, if there is one, however long that is.</summary>
/// <param name="Messages">Messages, 1 or more.</param>
/// <param name="Octets">Octets of all of them together.</param>
public readonly record struct StoreReadLimit(int Messages, long Octets);
