using System.IO.Pipelines;

namespace Stomp.Core.Transports;

/// <summary>A connection over any pair of pipes: what a transport of one's own, or a test, needs least.</summary>
public sealed class PipeConnection : StompConnection
{
    private readonly IDuplexPipe _pipe;
    private readonly Action<string>? _abort;

    /// <summary>Wraps a pair of pipes.</summary>
    /// <param name="pipe">The pipes; they stay the caller's, who completes the input when the connection has ended.</param>
    /// <param name="transport">See <see cref="Transport"/>.</param>
    /// <param name="abort">Ends the transport at once. Without it, aborting cancels the pending read and flush.</param>
    public PipeConnection(IDuplexPipe pipe, string transport = "pipe", Action<string>? abort = null)
    {
        ArgumentNullException.ThrowIfNull(pipe);
        _pipe = pipe;
        _abort = abort;
        Transport = transport;
    }

    /// <inheritdoc/>
    public override PipeReader Input => _pipe.Input;

    /// <inheritdoc/>
    public override PipeWriter Output => _pipe.Output;

    /// <inheritdoc/>
    public override string Transport { get; }

    /// <inheritdoc/>
    public override ValueTask CloseOutputAsync(CloseStatus status, string reason) => _pipe.Output.CompleteAsync();

    /// <inheritdoc/>
    public override void Abort(string reason)
    {
        _abort?.Invoke(reason);
        _pipe.Input.CancelPendingRead();
        _pipe.Output.CancelPendingFlush();
    }
}
