using System.IO.Pipelines;
using System.Net.WebSockets;
using Stomp.Core.Transports.WebSockets;

namespace Stomp.Core.Transports;

/// <summary>
/// STOMP over a WebSocket, either side of it. Inbound the messages are one stream: a frame may span messages, and a message may hold many
/// frames (W-3). Outbound each frame is a message (so that clients that take a message for a frame work): text, unless the peer's first
/// message was binary or the frame is not UTF-8 (W-4, W-10). With <see cref="MaxMessageBytes"/> a long frame is several messages (W-5).
/// </summary>
/// <remarks>
/// Owns the socket. <see cref="RunAsync"/> moves the octets in; the connection lives until it ends. While nothing arrives, and nothing
/// is to be sent, no buffer is held.
/// </remarks>
public sealed class WebSocketConnection : StompConnection, IDisposable
{
    private readonly WebSocket _socket;
    private readonly Pipe _input;
    private readonly WebSocketFrameWriter _output;
    private volatile bool _hasEnded;

    /// <summary>Wraps an open WebSocket.</summary>
    public WebSocketConnection(WebSocket socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        _socket = socket;
        _input = new Pipe(new PipeOptions(useSynchronizationContext: false));
        _output = new WebSocketFrameWriter(socket);
    }

    /// <summary>The most octets of a message that is sent; 0, the default, for no limit. Text is not cut within a character.</summary>
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

    /// <summary>Whether all messages sent are binary. The peer's first message makes them so too, when it is one.</summary>
    public bool SendsBinary
    {
        get => _output.SendBinary;
        init => _output.SendBinary = value;
    }

    /// <summary>Whether the peer sends no more: it has closed, or the connection broke. Then there is nothing to abort.</summary>
    public bool HasEnded
    {
        get => _hasEnded;
        private set => _hasEnded = value;
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
    /// Does not throw for a connection that broke: the input's reader sees that.
    /// </summary>
    public async Task RunAsync()
    {
        Exception? error = null;
        try
        {
            await ReceiveAsync();
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or ObjectDisposedException or IOException)
        {
            error = new IOException("The WebSocket ended without a close message.", exception);
        }

        HasEnded = true;
        await _input.Writer.CompleteAsync(error);
    }

    /// <inheritdoc/>
    public override async ValueTask CloseOutputAsync(CloseStatus status, string reason)
    {
        await _output.CompleteAsync();
        if (_socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
        {
            try
            {
                await _socket.CloseOutputAsync(ToWebSocketStatus(status), WebSocketSender.Truncate(reason), CancellationToken.None);
            }
            catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or ObjectDisposedException or IOException)
            {
                // The peer has gone in the meantime: then there is nobody to tell the reason to.
                _socket.Abort();
            }
        }
    }

    /// <inheritdoc/>
    public override void Abort(string reason)
    {
        _socket.Abort();
        _input.Reader.CancelPendingRead();
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    internal static WebSocketCloseStatus ToWebSocketStatus(CloseStatus status) => status switch
    {
        CloseStatus.Normal => WebSocketCloseStatus.NormalClosure,
        CloseStatus.GoingAway => WebSocketCloseStatus.EndpointUnavailable,
        CloseStatus.ProtocolError => WebSocketCloseStatus.ProtocolError,
        CloseStatus.PolicyViolation => WebSocketCloseStatus.PolicyViolation,
        CloseStatus.TooBig => WebSocketCloseStatus.MessageTooBig,
        _ => WebSocketCloseStatus.InternalServerError,
    };

    private async Task ReceiveAsync()
    {
        bool first = true;
        while (true)
        {
            // A receive into no memory waits for octets; only when there are some is a buffer taken for them.
            ValueWebSocketReceiveResult received = await _socket.ReceiveAsync(Memory<byte>.Empty, CancellationToken.None);
            if (received.MessageType != WebSocketMessageType.Close)
            {
                received = await _socket.ReceiveAsync(_input.Writer.GetMemory(), CancellationToken.None);
            }

            if (received.MessageType == WebSocketMessageType.Close)
            {
                return;
            }

            if (first)
            {
                _output.SendBinary |= received.MessageType == WebSocketMessageType.Binary;
                first = false;
            }

            _input.Writer.Advance(received.Count);
            FlushResult flushed = await _input.Writer.FlushAsync();
            if (flushed.IsCompleted)
            {
                return;
            }
        }
    }
}
