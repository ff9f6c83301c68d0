namespace Stomp.Benchmarks.Load.Reporting;

/// <summary>What became of subscribers that stopped to read.</summary>
/// <param name="Subscribers">How many there were.</param>
/// <param name="Received">Messages that they got, before and behind the stop.</param>
/// <param name="Gaps">Messages that the server left out between those.</param>
/// <param name="Disconnects">How many of them the server disconnected.</param>
internal sealed record SlowFigures(int Subscribers, long Received, long Gaps, int Disconnects);
