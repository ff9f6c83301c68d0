using System.IO.Pipelines;
using Stomp.Core.Transports;

namespace Stomp.Tests.Sessions;

/// <summary>A connection whose broker's end can be read only when a test says so.</summary>
internal sealed class DelayedConnection(IDuplexPipe pipe, Action<string> abort) : StompConnection
{
    private readonly ManualResetEventSlim _begun = new();

    public override PipeReader Input
    {
        get
        {
            _begun.Wait();
            return pipe.Input;
        }
    }

    public override PipeWriter Output => pipe.Output;

    public override string Transport => "pipe";

    public void Begin() => _begun.Set();

    public override ValueTask CloseOutputAsync(CloseStatus status, string reason) => Output.CompleteAsync();

    public override void Abort(string reason)
    {
        abort(reason);
        pipe.Input.CancelPendingRead();
        pipe.Output.CancelPendingFlush();
    }
}
