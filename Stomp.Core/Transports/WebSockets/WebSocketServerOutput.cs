using System.Buffers;
using System.Diagnostics;
using System.IO.Pipelines;

namespace Stomp.Core.Transports.WebSockets;

/// <summary>
/// Frames what a server sends, and hands many messages on at once, at a flush. A STOMP frame that was announced is a message,
/// or several when it is longer than those may be. Octets that were not announced go as one binary message together.
/// </summary>
/// <remarks>
/// One writer, one thread at a time. The buffer is pooled and held only between the first octet and the end of the flush.
/// </remarks>
internal sealed class WebSocketServerOutput(WebSocketSender sender) : PipeWriter
{
    private const int MinimumBuffer = 4096;
    private const int None = -1;

    private byte[] _buffer = [];
    private int _written;
    private int _announced; // octets of the announced frame that are still to be written
    private int _unframed = None; // where octets begin that have no head yet
    private bool _unframedIsText;
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
        Debug.Assert(_announced == 0, "a frame was announced that was not written");
        FrameUnframed();
        _announced = length;
        if (MaxMessageBytes > 0 && length > MaxMessageBytes)
        {
            _unframed = _written;
            _unframedIsText = isText;
            return;
        }

        // Room for the whole frame, so that the buffer grows once for a large one.
        Reserve(WebSocketFrameHead.MaxServerLength + length);
        _written += WebSocketFrameHead.Write(_buffer.AsSpan(_written), GetOpcode(isText), length);
    }

    public override void Advance(int bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, _buffer.Length - _written);
        if (_announced == 0)
        {
            if (_unframed == None)
            {
                _unframed = _written;
                _unframedIsText = false;
            }

            _written += bytes;
            return;
        }

        _announced = Math.Max(_announced - bytes, 0);
        _written += bytes;
        if (_announced == 0)
        {
            FrameUnframed(); // one that is longer than a message may be: what follows is not of it
        }
    }

    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 1));
        return _buffer.AsMemory(_written);
    }

    public override Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 1));
        return _buffer.AsSpan(_written);
    }

    public override void CancelPendingFlush()
    {
        // What is being sent cannot be taken back; who wants to be rid of a stalled peer aborts the connection.
    }

    public override void Complete(Exception? exception = null)
    {
        _completed = true;
        Release();
    }

    public override async ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        FrameUnframed();
        if (_written > 0)
        {
            try
            {
                await sender.SendAsync(_buffer.AsMemory(0, _written));
            }
            finally
            {
                Release();
            }
        }

        return new FlushResult(isCanceled: false, isCompleted: _completed);
    }

    private WebSocketOpcode GetOpcode(bool isText) => isText && !_sendBinary ? WebSocketOpcode.Text : WebSocketOpcode.Binary;

    // Octets that were written before it was known how they are to be framed move to make room for the heads.
    private void FrameUnframed()
    {
        if (_unframed == None)
        {
            return;
        }

        int start = _unframed;
        _unframed = None;
        int length = _written - start;
        byte[] octets = ArrayPool<byte>.Shared.Rent(length);
        _buffer.AsSpan(start, length).CopyTo(octets);
        _written = start;
        ReadOnlySpan<byte> rest = octets.AsSpan(0, length);
        WebSocketOpcode opcode = GetOpcode(_unframedIsText);
        while (!rest.IsEmpty)
        {
            int part = GetPart(rest, opcode);
            Reserve(WebSocketFrameHead.MaxServerLength + part);
            _written += WebSocketFrameHead.Write(_buffer.AsSpan(_written), opcode, part);
            rest[..part].CopyTo(_buffer.AsSpan(_written));
            _written += part;
            rest = rest[part..];
        }

        ArrayPool<byte>.Shared.Return(octets);
    }

    // Each text message is UTF-8 of its own: none may begin with an octet that continues a character (W-5).
    private int GetPart(ReadOnlySpan<byte> octets, WebSocketOpcode opcode)
    {
        if (MaxMessageBytes == 0 || octets.Length <= MaxMessageBytes)
        {
            return octets.Length;
        }

        int part = MaxMessageBytes;
        while (opcode == WebSocketOpcode.Text && part > 1 && (octets[part] & 0xC0) == 0x80)
        {
            part--;
        }

        return part;
    }

    private void Reserve(int count)
    {
        int needed = _written + count;
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
        _announced = 0;
        _unframed = None;
    }

    private void Return()
    {
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
        }
    }
}
