namespace Stomp.Broker.Storage;

/// <summary>What a stored queue holds of one priority; delayed messages are not counted.</summary>
/// <param name="Priority">The priority, 0 to 9.</param>
/// <param name="Messages">How many messages there are; 1 or more.</param>
/// <param name="Octets">Their octets together.</param>
/// <param name="FirstPosition">The lowest position.</param>
/// <param name="LastPosition">The highest position.</param>
public readonly record struct StoredPriority(int Priority, long Messages, long Octets, long FirstPosition, long LastPosition);
