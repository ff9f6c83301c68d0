namespace Stomp.Benchmarks.Load.Reporting;

/// <summary>What the server used.</summary>
/// <param name="Cpu">Processor time.</param>
/// <param name="ResidentBytesBefore">Memory before the run.</param>
/// <param name="ResidentBytesPeak">The most there was at a sample.</param>
/// <param name="ResidentBytesAfter">Memory after the run, connections still open.</param>
internal sealed record ServerFigures(CpuFigures Cpu, long ResidentBytesBefore, long ResidentBytesPeak, long ResidentBytesAfter);
