using System.Buffers;
using System.IO.Pipelines;

namespace Stomp.Tests.Transports;

/// <summary>One end of a connection in memory: what is written to it is read from the other. Disposing it is vanishing.</summary>
internal sealed class DuplexStream : Stream
{
    private readonly PipeReader _reader;
    private readonly PipeWriter _writer;

    private DuplexStream(PipeReader reader, PipeWriter writer)
    {
        _reader = reader;
        _writer = writer;
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Makes both ends. A write waits while more than <paramref name="window"/> octets have not been read.</summary>
    public static (DuplexStream One, DuplexStream Other) CreatePair(int window = 64 * 1024)
    {
        var options = new PipeOptions(pauseWriterThreshold: window, resumeWriterThreshold: window / 2, useSynchronizationContext: false);
        var there = new Pipe(options);
        var back = new Pipe(options);
        return (new DuplexStream(back.Reader, there.Writer), new DuplexStream(there.Reader, back.Writer));
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ReadResult result = await _reader.ReadAsync(cancellationToken);
        if (result.IsCanceled)
        {
            throw new IOException("This end was disposed.");
        }

        int length = (int)Math.Min(buffer.Length, result.Buffer.Length);
        result.Buffer.Slice(0, length).CopyTo(buffer.Span);
        _reader.AdvanceTo(result.Buffer.GetPosition(length));
        return length;
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        FlushResult result = await _writer.WriteAsync(buffer, cancellationToken);
        if (result.IsCanceled || result.IsCompleted)
        {
            throw new IOException("One of the ends was disposed.");
        }
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            // The pending calls of this end fail, and the other end sees the end of the stream.
            _reader.CancelPendingRead();
            _writer.CancelPendingFlush();
            _writer.Complete();
        }

        base.Dispose(disposing);
    }
}
