using System.IO.Pipelines;

namespace Stomp.Benchmarks.Engine;

/// <summary>
/// The output of a connection without a peer: takes octets into one block, over and over, and forgets them. Flushing completes at once.
/// </summary>
/// <remarks>As with any pipe one thread writes at a time; the counts are for when nobody does.</remarks>
internal sealed class NullPipeWriter(DeliveryCounter? counter = null) : PipeWriter
{
    // The block of Kestrel's memory pool. Each connection has its own, so that many of them do not fit the cache, as in a server.
    private const int BlockBytes = 4096;

    // There is always room for a whole frame of the benchmarks. An outbox then hands each over with one call of Advance, which is how
    // they are counted.
    private const int MaxFrameBytes = 1024;

    private readonly byte[] _block = new byte[BlockBytes];
    private int _used;
    private int _lastStart;
    private int _unflushedFrames;

    /// <summary>The frames written so far.</summary>
    public long Frames { get; private set; }

    /// <summary>The octets written so far.</summary>
    public long Octets { get; private set; }

    /// <summary>The last frame written.</summary>
    public ReadOnlySpan<byte> LastFrame => _block.AsSpan(_lastStart, _used - _lastStart);

    public override void Advance(int bytes)
    {
        _lastStart = _used;
        _used += bytes;
        _unflushedFrames++;
        Frames++;
        Octets += bytes;
    }

    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        int needed = Math.Max(sizeHint, MaxFrameBytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(needed, BlockBytes, nameof(sizeHint));
        if (BlockBytes - _used < needed)
        {
            _used = 0;
        }

        return _block.AsMemory(_used);
    }

    public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        Flush();
        return new ValueTask<FlushResult>(default(FlushResult));
    }

    public void Flush()
    {
        int frames = _unflushedFrames;
        _unflushedFrames = 0;
        counter?.Add(frames);
    }

    public override void CancelPendingFlush()
    {
        // None is ever pending.
    }

    public override void Complete(Exception? exception = null)
    {
        // Nothing is held.
    }
}
