using System.IO.Pipelines;
using Stomp.Core.Transports;

namespace Stomp.Tests.Outboxes;

/// <summary>A connection that carries messages, and notes what it is told of each.</summary>
internal sealed class MessageConnection(IDuplexPipe pipe) : StompConnection
{
    /// <summary>Octets and kind of the frames announced so far.</summary>
    public List<(int Length, bool IsText)> Announced { get; } = [];

    public override PipeReader Input => pipe.Input;

    public override PipeWriter Output => pipe.Output;

    public override string Transport => "message";

    public override bool IsMessageOriented => true;

    public override void BeginFrame(int length, bool isText) => Announced.Add((length, isText));

    public override ValueTask CloseOutputAsync(CloseStatus status, string reason) => Output.CompleteAsync();

    public override void Abort(string reason)
    {
        Input.CancelPendingRead();
        Output.CancelPendingFlush();
    }
}
