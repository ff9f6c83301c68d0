namespace Stomp.Tests.Transports;

/// <summary>Passes a stream on, counts the writes to it, and can make them wait.</summary>
internal sealed class WatchedStream(Stream stream) : Stream
{
    private volatile TaskCompletionSource? _gate;
    private int _writes;
    private int _inWrite;

    public int Writes => Volatile.Read(ref _writes);

    /// <summary>Whether two writes were under way at once, which a stream need not bear.</summary>
    public bool Overlapped { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Makes writes wait.</summary>
    public void Shut() => _gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Lets them go on.</summary>
    public void Open()
    {
        _gate?.TrySetResult();
        _gate = null;
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => stream.ReadAsync(buffer, cancellationToken);

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _writes);
        Overlapped |= Interlocked.Increment(ref _inWrite) > 1;
        try
        {
            if (_gate is { } gate)
            {
                await gate.Task;
            }

            await stream.WriteAsync(buffer, cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref _inWrite);
        }
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => stream.FlushAsync(cancellationToken);

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
