namespace Stomp.Benchmarks.Load.Reporting;

/// <summary>What connections cost.</summary>
/// <param name="Connections">How many there were.</param>
/// <param name="ConnectionsPerSecond">How fast they were opened.</param>
/// <param name="ServerBytesPerConnection">Memory of the server for each, a second after the last.</param>
/// <param name="ServerBytesPerConnectionHeld">The same after they were held.</param>
/// <param name="HoldCpuCores">The server's processor time while they were held.</param>
/// <param name="HeartBeats">Heart-beats that came while they were held.</param>
internal sealed record ConnectFigures(
    int Connections, double ConnectionsPerSecond, double? ServerBytesPerConnection, double? ServerBytesPerConnectionHeld, double? HoldCpuCores, long HeartBeats);
