using System.IO.Pipelines;

namespace Stomp.Tests.Outboxes;

/// <summary>Passes a writer on, counts its flushes, and can keep the next of them waiting.</summary>
internal sealed class CountingWriter(PipeWriter writer) : PipeWriter
{
    private int _flushes;

    /// <summary>Flushes wait for it.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    public int Flushes => Volatile.Read(ref _flushes);

    public override void Advance(int bytes) => writer.Advance(bytes);

    public override Memory<byte> GetMemory(int sizeHint = 0) => writer.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => writer.GetSpan(sizeHint);

    public override async ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _flushes);
        await Gate;
        return await writer.FlushAsync(cancellationToken);
    }

    public override void CancelPendingFlush() => writer.CancelPendingFlush();

    public override void Complete(Exception? exception = null) => writer.Complete(exception);
}
