using System.IO.Pipelines;
using Stomp.AspNetCore.SockJs.Frames;

namespace Stomp.AspNetCore.SockJs.Sessions;

/// <summary>Gathers what the broker writes, and hands it to the session at each flush.</summary>
/// <remarks>One writer, one thread at a time.</remarks>
internal sealed class SessionOutput(SockJsSession session) : PipeWriter
{
    private readonly MessageBatch _messages = new();

    public override bool CanGetUnflushedBytes => true;

    public override long UnflushedBytes => _messages.Length;

    public void BeginFrame(int length, bool isUtf8) => _messages.Begin(length, isUtf8);

    public override void Advance(int bytes) => _messages.Advance(bytes);

    public override Memory<byte> GetMemory(int sizeHint = 0) => _messages.Reserve(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => _messages.Reserve(sizeHint).Span;

    public override void CancelPendingFlush()
    {
        // A flush ends when the client takes something, or the session ends: who is rid of it aborts the session.
    }

    public override void Complete(Exception? exception = null) => _messages.Clear();

    public override async ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        _messages.Seal();
        bool isTaken = await session.SendAsync(_messages);
        return new FlushResult(isCanceled: false, isCompleted: !isTaken);
    }
}
