using System.Buffers.Binary;
using System.Net.WebSockets;
using System.Text;

namespace Stomp.Core.Transports.WebSockets;

/// <summary>Hands frames to the stream, one write at a time, in the order in which they are asked for; none after the close frame.</summary>
/// <remarks>Thread-safe. The stream stays its owner's.</remarks>
internal sealed class WebSocketSender(Stream stream, Action<string> abort)
{
    private const int MaxCloseReasonBytes = WebSocketFrameHead.MaxControlPayload - 2;

    private readonly Lock _lock = new();
    private bool _isSending;
    private Queue<TaskCompletionSource>? _waiting;
    private bool _closeSent; // of who has the turn

    /// <summary>
    /// How long the stream may make a pong or the close frame wait. It takes some in any case: a peer that it waits for for so long reads
    /// nothing. Who sends messages has deadlines of his own.
    /// </summary>
    public TimeSpan ControlTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Sends whole frames that carry messages.</summary>
    /// <exception cref="IOException">The stream is broken.</exception>
    public ValueTask SendAsync(ReadOnlyMemory<byte> frames) => SendAsync(frames, WebSocketOpcode.Binary);

    /// <summary>Answers a ping.</summary>
    /// <exception cref="IOException">The stream is broken, or was aborted because it does not take the pong.</exception>
    public ValueTask PongAsync(ReadOnlySpan<byte> payload)
    {
        byte[] frame = new byte[WebSocketFrameHead.MaxServerLength + payload.Length];
        int head = WebSocketFrameHead.Write(frame, WebSocketOpcode.Pong, payload.Length);
        payload.CopyTo(frame.AsSpan(head));
        return SendAsync(frame.AsMemory(0, head + payload.Length), WebSocketOpcode.Pong);
    }

    /// <summary>Sends the close frame; only the first is sent, and nothing after it.</summary>
    /// <exception cref="IOException">The stream is broken, or was aborted because it does not take the frame.</exception>
    public ValueTask CloseAsync(WebSocketCloseStatus status, string reason)
    {
        byte[] text = Encoding.UTF8.GetBytes(Truncate(reason));
        byte[] frame = new byte[WebSocketFrameHead.MaxServerLength + 2 + text.Length];
        int head = WebSocketFrameHead.Write(frame, WebSocketOpcode.Close, 2 + text.Length);
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(head), (ushort)status);
        text.CopyTo(frame, head + 2);
        return SendAsync(frame.AsMemory(0, head + 2 + text.Length), WebSocketOpcode.Close);
    }

    /// <summary>Cuts a reason to what a close frame carries, between characters.</summary>
    internal static string Truncate(string reason)
    {
        // No character has less than one octet: so that a reason that quotes a client at length is not measured again and again.
        reason = reason[..Math.Min(reason.Length, MaxCloseReasonBytes)];
        while (Encoding.UTF8.GetByteCount(reason) > MaxCloseReasonBytes)
        {
            reason = reason[..^1];
        }

        // Half a surrogate pair has no UTF-8.
        return reason.Length > 0 && char.IsHighSurrogate(reason[^1]) ? reason[..^1] : reason;
    }

    private async ValueTask SendAsync(ReadOnlyMemory<byte> frames, WebSocketOpcode opcode)
    {
        if (TakeTurnOrWait() is { } turn)
        {
            await turn;
        }

        try
        {
            if (!_closeSent)
            {
                _closeSent = opcode == WebSocketOpcode.Close;
                await (opcode >= WebSocketOpcode.Close ? WriteControlAsync(frames) : WriteAsync(frames));
            }
        }
        catch (Exception exception) when (exception is ObjectDisposedException or OperationCanceledException or InvalidOperationException)
        {
            throw new IOException("The WebSocket is closed.", exception);
        }
        finally
        {
            EndTurn();
        }
    }

    private async ValueTask WriteAsync(ReadOnlyMemory<byte> frames)
    {
        await stream.WriteAsync(frames);
        await stream.FlushAsync();
    }

    private async ValueTask WriteControlAsync(ReadOnlyMemory<byte> frame)
    {
        ValueTask writing = WriteAsync(frame);
        if (writing.IsCompletedSuccessfully)
        {
            return;
        }

        Task written = writing.AsTask();
        try
        {
            await written.WaitAsync(ControlTimeout);
            return;
        }
        catch (TimeoutException)
        {
            abort($"it has taken no answer to its ping, or no close frame, for {ControlTimeout.TotalSeconds:0.###} s");
        }

        await written; // the stream takes one write at a time, so that the turn is not over before
    }

    private Task? TakeTurnOrWait()
    {
        lock (_lock)
        {
            if (!_isSending)
            {
                _isSending = true;
                return null;
            }

            var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            (_waiting ??= new Queue<TaskCompletionSource>()).Enqueue(turn);
            return turn.Task;
        }
    }

    // The turn goes to who has waited longest: one that sends all the time would else take it again and again.
    private void EndTurn()
    {
        TaskCompletionSource? next = null;
        lock (_lock)
        {
            if (_waiting is null || !_waiting.TryDequeue(out next))
            {
                _isSending = false;
            }
        }

        next?.SetResult();
    }
}
