using System.Buffers;
using System.Diagnostics;
using System.IO.Pipelines;
using System.Net.WebSockets;
using Stomp.Core.Transports.WebSockets;

namespace Stomp.Core.Transports;

/// <summary>
/// The server's side of STOMP over a WebSocket, from the handshake on, on the stream that the connection then is. The rules are those of
/// <see cref="WebSocketConnection"/>, which wraps any WebSocket; this one frames by itself, so that many messages are one write.
/// </summary>
/// <remarks>
/// <see cref="RunAsync"/> moves the octets in; the connection lives until it ends. While nothing arrives, and nothing is to be sent, no
/// buffer is held. The stream stays its owner's. No extension is spoken, so none may be agreed on in the handshake.
/// </remarks>
public sealed class WebSocketServerConnection : StompConnection, IDisposable
{
    // What a read takes: the payload goes on in segments of 4 KiB, and a busy client has some of them under way.
    private const int ReadBytes = 16 * 1024;

    // After a violation: a few round trips, and what may be under way to a peer that does not know yet.
    private const int MaxDiscardedBytes = 1024 * 1024;
    private static readonly TimeSpan LingerTime = TimeSpan.FromSeconds(1);

    private static readonly PipeOptions InputOptions = new(readerScheduler: ArrivalScheduler.Instance, useSynchronizationContext: false);

    private readonly Lock _lock = new();
    private readonly Pipe _input = new(InputOptions);
    private readonly Stream _stream;
    private readonly Action<string> _abort;
    private readonly WebSocketFrameDecoder _decoder = new();
    private readonly WebSocketSender _sender;
    private readonly WebSocketServerOutput _output;
    private volatile bool _hasEnded;
    private volatile bool _isToldWhy;
    private bool _isDisposed;

    /// <summary>Takes over a stream after the handshake.</summary>
    /// <param name="stream">What the peer sends and gets.</param>
    /// <param name="abort">Ends the stream at once, with a text for logs; pending reads and writes then fail. Called on any thread, perhaps more than once, not after <see cref="Dispose"/>.</param>
    public WebSocketServerConnection(Stream stream, Action<string> abort)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(abort);
        _stream = stream;
        _abort = abort;
        _sender = new WebSocketSender(stream, AbortStream);
        _output = new WebSocketServerOutput(_sender);
    }

    /// <inheritdoc cref="WebSocketConnection.MaxMessageBytes"/>
    public int MaxMessageBytes
    {
        get => _output.MaxMessageBytes;
        init
        {
            // UTF-8 needs up to 4 octets for a character.
            _output.MaxMessageBytes = value is 0 or >= 4
                ? value
                : throw new ArgumentOutOfRangeException(nameof(MaxMessageBytes), value, "must be 0 or at least 4");
        }
    }

    /// <inheritdoc cref="WebSocketConnection.SendsBinary"/>
    public bool SendsBinary
    {
        get => _output.SendBinary;
        init => _output.SendBinary = value;
    }

    /// <inheritdoc cref="WebSocketConnection.HasEnded"/>
    public bool HasEnded
    {
        get => _hasEnded;
        private set => _hasEnded = value;
    }

    internal TimeSpan ControlTimeout
    {
        init => _sender.ControlTimeout = value;
    }

    /// <inheritdoc/>
    public override PipeReader Input => _input.Reader;

    /// <inheritdoc/>
    public override PipeWriter Output => _output;

    /// <inheritdoc/>
    public override string Transport => "websocket";

    /// <inheritdoc/>
    public override bool IsMessageOriented => true;

    /// <inheritdoc/>
    public override void BeginFrame(int length, bool isText) => _output.BeginFrame(length, isText);

    /// <summary>
    /// Moves what arrives to <see cref="Input"/> until the peer closes, the connection is aborted, or the reader completes.
    /// Does not throw for a connection that broke, or a peer that breaks the rules: the input's reader sees that, and the latter is told.
    /// </summary>
    public async Task RunAsync()
    {
        Exception? error = null;
        try
        {
            await ReceiveAsync();
        }
        catch (WebSocketViolationException violation)
        {
            error = new IOException($"The WebSocket ended by a violation of RFC 6455: {violation.Message}.", violation);
            await TryCloseAsync(violation.Status, violation.Message);
            _isToldWhy = true;
        }
        catch (Exception exception) when (IsBroken(exception))
        {
            error = new IOException("The WebSocket ended without a close message.", exception);
        }
        finally
        {
            HasEnded = true;
            await _input.Writer.CompleteAsync(error); // whatever it was, the reader must not wait for ever
        }

        if (_isToldWhy)
        {
            await LingerAsync();
        }
    }

    /// <inheritdoc/>
    public override async ValueTask CloseOutputAsync(CloseStatus status, string reason)
    {
        await _output.CompleteAsync();
        await TryCloseAsync(WebSocketConnection.ToWebSocketStatus(status), reason);
    }

    /// <inheritdoc/>
    public override void Abort(string reason)
    {
        // The close frame is under way behind all else: it would be lost. The owner of the stream ends it in order.
        if (!_isToldWhy)
        {
            AbortStream(reason);
        }

        _input.Reader.CancelPendingRead();
    }

    /// <summary>Lets go of the stream: it is not aborted any more.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
        }
    }

    private static bool IsBroken(Exception exception) =>
        exception is IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException;

    // Not when the owner has taken the stream back: what stands behind it may serve another by now.
    private void AbortStream(string reason)
    {
        lock (_lock)
        {
            if (!_isDisposed)
            {
                _abort(reason);
            }
        }
    }

    private async Task TryCloseAsync(WebSocketCloseStatus status, string reason)
    {
        try
        {
            await _sender.CloseAsync(status, reason);
        }
        catch (IOException)
        {
            // The peer has gone in the meantime: then there is nobody to tell the reason to.
            AbortStream("the peer has gone");
        }
    }

    // The peer may still be sending: to close with unread input would reset the connection, and the close frame be lost. One that does not
    // close itself is not waited for.
    private async Task LingerAsync()
    {
        using var time = new CancellationTokenSource(LingerTime);
        byte[] discarded = new byte[4096];
        int left = MaxDiscardedBytes;
        try
        {
            int read;
            while (left > 0 && (read = await _stream.ReadAsync(discarded, time.Token)) > 0)
            {
                left -= read;
            }
        }
        catch (Exception exception) when (IsBroken(exception))
        {
            left = 0; // the time is over, or the connection broke
        }

        if (left <= 0)
        {
            AbortStream("it has broken the rules of RFC 6455, and does not close");
        }
    }

    private async Task ReceiveAsync()
    {
        while (!_decoder.IsClosed)
        {
            // A read into no memory waits for octets; only when there are some is a buffer taken for them.
            int none = await _stream.ReadAsync(Memory<byte>.Empty);
            Debug.Assert(none == 0);
            byte[] buffer = ArrayPool<byte>.Shared.Rent(ReadBytes);
            try
            {
                int read = await _stream.ReadAsync(buffer);
                if (read == 0)
                {
                    throw new EndOfStreamException();
                }

                _decoder.Decode(buffer.AsSpan(0, read), _input.Writer);
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }

            _output.SendBinary |= _decoder.IsBinary ?? false;
            if (_decoder.TakePing() is { } ping)
            {
                await _sender.PongAsync(ping);
            }

            FlushResult flushed = await ArrivalScheduler.FlushAsync(_input.Writer);
            if (flushed.IsCompleted)
            {
                return;
            }
        }
    }
}
