using System.IO.Pipelines;
using Stomp.Broker.Configuration;
using Stomp.Broker.Timing;

namespace Stomp.AspNetCore.SockJs.Sessions;

/// <summary>The way of messages to the broker.</summary>
/// <remarks>Thread-safe, but for one writer at a time: requests that bring messages take turns by <see cref="Turn"/>.</remarks>
internal sealed class SessionInput
{
    private readonly Lock _lock = new();
    private readonly Pipe _pipe = new(new PipeOptions(useSynchronizationContext: false));
    private bool _isWriting;
    private bool _isEnded;
    private Exception? _error;
    private long _payloadStarted;
    private long _payloadBytes;

    /// <summary>Held by the request that brings messages, from before it reads its body: a session has one payload in memory at a time.</summary>
    public SemaphoreSlim Turn { get; } = new(1);

    /// <summary>The broker's end.</summary>
    public PipeReader Reader => _pipe.Reader;

    /// <summary>Takes messages over; waits while the broker has as much as it takes.</summary>
    /// <returns>Whether it goes on.</returns>
    public async ValueTask<bool> WriteAsync(ReadOnlyMemory<byte> messages)
    {
        lock (_lock)
        {
            if (_isEnded)
            {
                return false;
            }

            _isWriting = true;
        }

        FlushResult flushed = await _pipe.Writer.WriteAsync(messages);
        lock (_lock)
        {
            _isWriting = false;
            if (!_isEnded)
            {
                return !flushed.IsCompleted;
            }
        }

        await _pipe.Writer.CompleteAsync(_error);
        return false;
    }

    /// <summary>Takes no more. What was taken can still be read.</summary>
    /// <param name="error">What the reader is told; <see langword="null"/> for an orderly end.</param>
    public void End(Exception? error)
    {
        lock (_lock)
        {
            if (_isEnded)
            {
                return;
            }

            _isEnded = true;
            _error = error;
            if (_isWriting)
            {
                return; // the writer completes the pipe when it has done
            }
        }

        _pipe.Writer.Complete(error);
    }

    /// <summary>So much of a payload has arrived.</summary>
    public void OnPayload(long bytes, long now)
    {
        Volatile.Write(ref _payloadBytes, bytes);
        if (Volatile.Read(ref _payloadStarted) == 0)
        {
            Volatile.Write(ref _payloadStarted, now);
        }
    }

    /// <summary>A payload has arrived as a whole.</summary>
    public void OnPayloadEnd() => Volatile.Write(ref _payloadStarted, 0);

    /// <summary>Whether the payload under way takes longer than a frame may (H-4).</summary>
    public bool IsPayloadOverdue(long now, StompLimits limits, TimeProvider time)
    {
        long started = Volatile.Read(ref _payloadStarted);
        TimeSpan allowed = limits.FrameTimeout + TimeSpan.FromSeconds((double)Volatile.Read(ref _payloadBytes) / limits.MinReceiveBytesPerSecond);
        return started != 0 && now > time.Add(started, allowed);
    }
}
