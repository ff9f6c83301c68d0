using System.IO.Pipelines;

namespace Stomp.Benchmarks.Engine;

/// <summary>The two ends of a connection in memory.</summary>
internal sealed record DuplexPipe(PipeReader Input, PipeWriter Output) : IDuplexPipe;
