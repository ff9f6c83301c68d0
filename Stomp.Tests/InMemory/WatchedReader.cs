using System.IO.Pipelines;

namespace Stomp.Tests.InMemory;

/// <summary>Passes a reader on, and knows whether whoever reads has seen all that was sent and asks for more.</summary>
internal sealed class WatchedReader(PipeReader reader) : PipeReader
{
    private volatile bool _isWaiting;

    public bool IsWaiting => _isWaiting;

    /// <summary>Call it before more is sent.</summary>
    public void Expect() => _isWaiting = false;

    public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        ValueTask<ReadResult> reading = reader.ReadAsync(cancellationToken);
        _isWaiting = !reading.IsCompleted;
        return await reading;
    }

    public override bool TryRead(out ReadResult result) => reader.TryRead(out result);

    public override void AdvanceTo(SequencePosition consumed) => reader.AdvanceTo(consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) => reader.AdvanceTo(consumed, examined);

    public override void CancelPendingRead() => reader.CancelPendingRead();

    public override void Complete(Exception? exception = null) => reader.Complete(exception);
}
