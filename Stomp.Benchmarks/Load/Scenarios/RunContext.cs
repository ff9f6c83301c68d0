using Stomp.Benchmarks.Load.Messages;
using Stomp.Benchmarks.Load.Wire;

namespace Stomp.Benchmarks.Load.Scenarios;

/// <summary>What all shards of a run share.</summary>
/// <param name="Common">The settings.</param>
/// <param name="Connections">Those of the connections.</param>
/// <param name="Payload">What messages carry.</param>
/// <param name="Opener">Knows how many connections are set up.</param>
internal sealed record RunContext(CommonSettings Common, ConnectionSettings Connections, Payload Payload, ConnectionOpener Opener);
