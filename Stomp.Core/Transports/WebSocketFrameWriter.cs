using System.Buffers;
using System.Diagnostics;
using System.IO.Pipelines;
using System.Net.WebSockets;

namespace Stomp.Core.Transports;

/// <summary>
/// Gathers frames and sends, at a flush, each as one WebSocket message, or as several when it is longer than those may be. Octets that no
/// frame was announced for go as one message together.
/// </summary>
/// <remarks>One writer, one thread at a time. The buffer is pooled and held only between the first octet and the end of the flush.</remarks>
internal sealed class WebSocketFrameWriter(WebSocket socket) : PipeWriter
{
    private const int MinimumBuffer = 4096;

    // A flush gathers what one drain of an outbox writes, some 64 KiB; one large frame more.
    private const int InitialFrames = 8;

    private byte[] _buffer = [];
    private int _written;
    private (int Length, bool IsText)[] _frames = new (int, bool)[InitialFrames];
    private int _frameCount;
    private bool _completed;
    private volatile bool _sendBinary;

    /// <summary>Whether all messages are binary.</summary>
    public bool SendBinary
    {
        get => _sendBinary;
        set => _sendBinary = value;
    }

    /// <summary>The most octets of a message; 0 for no limit.</summary>
    public int MaxMessageBytes { get; set; }

    public override bool CanGetUnflushedBytes => true;

    public override long UnflushedBytes => _written;

    public void BeginFrame(int length, bool isText)
    {
        if (_frameCount == _frames.Length)
        {
            Array.Resize(ref _frames, 2 * _frameCount);
        }

        _frames[_frameCount++] = (length, isText);
    }

    public override void Advance(int bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, _buffer.Length - _written);
        _written += bytes;
    }

    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _buffer.AsMemory(_written);
    }

    public override Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _buffer.AsSpan(_written);
    }

    public override void CancelPendingFlush()
    {
        // A message that is being sent cannot be taken back; who wants to be rid of a stalled peer aborts the connection.
    }

    public override void Complete(Exception? exception = null)
    {
        _completed = true;
        Release();
    }

    public override async ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        int sent = 0;
        try
        {
            for (int i = 0; i < _frameCount; i++)
            {
                (int length, bool isText) = _frames[i];
                await SendFrameAsync(sent, length, isText);
                sent += length;
            }

            if (sent < _written)
            {
                await SendFrameAsync(sent, _written - sent, isText: false);
            }
        }
        catch (Exception exception) when (exception is WebSocketException or ObjectDisposedException or OperationCanceledException)
        {
            throw new IOException("The WebSocket is closed.", exception);
        }
        finally
        {
            Release();
        }

        return new FlushResult(isCanceled: false, isCompleted: _completed);
    }

    private ValueTask SendFrameAsync(int start, int length, bool isText)
    {
        Debug.Assert(start + length <= _written, "a frame was announced that was not written");
        WebSocketMessageType type = isText && !_sendBinary ? WebSocketMessageType.Text : WebSocketMessageType.Binary;
        return MaxMessageBytes == 0 || length <= MaxMessageBytes ? SendAsync(start, length, type) : SendSplitAsync(start, length, type);
    }

    private async ValueTask SendSplitAsync(int start, int length, WebSocketMessageType type)
    {
        while (length > MaxMessageBytes)
        {
            int part = MaxMessageBytes;
            if (type == WebSocketMessageType.Text)
            {
                // Each text message is UTF-8 of its own: no message may begin with an octet that continues a character (W-5).
                while (part > 1 && (_buffer[start + part] & 0xC0) == 0x80)
                {
                    part--;
                }
            }

            await SendAsync(start, part, type);
            start += part;
            length -= part;
        }

        await SendAsync(start, length, type);
    }

    // Without a token the socket takes its fast path; time-outs end a stalled send by aborting the connection.
    private ValueTask SendAsync(int start, int length, WebSocketMessageType type) =>
        socket.SendAsync(_buffer.AsMemory(start, length), type, endOfMessage: true, CancellationToken.None);

    private void Reserve(int sizeHint)
    {
        int needed = _written + Math.Max(sizeHint, 1);
        if (_buffer.Length < needed)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(Math.Max(needed, 2 * _buffer.Length), MinimumBuffer));
            _buffer.AsSpan(0, _written).CopyTo(larger);
            Return();
            _buffer = larger;
        }
    }

    private void Release()
    {
        Return();
        _buffer = [];
        _written = 0;
        _frameCount = 0;
    }

    private void Return()
    {
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
        }
    }
}
