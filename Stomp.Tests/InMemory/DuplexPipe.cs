using System.IO.Pipelines;

namespace Stomp.Tests.InMemory;

/// <summary>Two pipes, seen from one end.</summary>
public sealed class DuplexPipe(PipeReader input, PipeWriter output) : IDuplexPipe
{
    public PipeReader Input => input;

    public PipeWriter Output => output;
}
