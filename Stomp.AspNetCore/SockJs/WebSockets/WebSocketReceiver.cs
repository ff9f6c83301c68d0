using System.Net.WebSockets;
using System.Text;
using Stomp.AspNetCore.SockJs.Frames;
using Stomp.AspNetCore.SockJs.Sessions;

namespace Stomp.AspNetCore.SockJs.WebSockets;

/// <summary>Carries a session over a WebSocket: frames out, payloads in.</summary>
/// <remarks>While nothing arrives, and nothing is to be sent, no buffer is held.</remarks>
internal sealed class WebSocketReceiver(WebSocket socket, SockJsSession session, SessionSettings settings) : IReceiver
{
    // RFC 6455, section 5.5: a control frame carries 125 octets, two of them the close code.
    private const int MaxCloseReasonBytes = 123;

    private volatile bool _isDropped;

    public void Abort() => socket.Abort();

    /// <summary>Carries the session until both sides have closed, or the connection broke. The session's owner has it served meanwhile.</summary>
    public async Task RunAsync()
    {
        session.Attach(this);
        Task receiving = ReceiveAsync();
        try
        {
            await DeliverAsync();
            await receiving;
        }
        finally
        {
            session.Leave();
        }
    }

    private static bool IsBroken(Exception exception) =>
        exception is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException;

    private async Task DeliverAsync()
    {
        try
        {
            var sink = new WebSocketFrameSink(socket);
            Outgoing next;
            do
            {
                next = await session.TakeAsync(this);
                if (next.Kind == FrameKind.None)
                {
                    break;
                }

                try
                {
                    await sink.WriteAsync(next);
                }
                finally
                {
                    next.Messages?.Clear();
                }

                session.OnWritten(next.Kind);
            }
            while (next.Kind != FrameKind.Close);

            await CloseAsync(next.Close);
        }
        catch (Exception exception) when (IsBroken(exception))
        {
            session.Interrupt(this);
            socket.Abort();
        }
    }

    private async Task CloseAsync(CloseFrame? close)
    {
        if (!_isDropped && socket.State is (WebSocketState.Open or WebSocketState.CloseReceived))
        {
            await socket.CloseOutputAsync(
                (WebSocketCloseStatus)(close?.Code ?? (int)WebSocketCloseStatus.NormalClosure), Truncate(close?.Reason ?? ""), CancellationToken.None);
        }
    }

    private async Task ReceiveAsync()
    {
        using var messages = new PayloadBuffer();
        try
        {
            while (await ReceivePayloadAsync(messages))
            {
                if (messages.Length > 0 && !await session.Messages.WriteAsync(messages.Written))
                {
                    break;
                }

                messages.Clear();
            }

            messages.Clear();
            await DiscardAsync();
        }
        catch (InvalidDataException)
        {
            // The protocol has the connection dropped, without a close message: it ends with the request.
            _isDropped = true;
            session.Interrupt(this);
        }
        catch (Exception exception) when (IsBroken(exception))
        {
            session.Interrupt(this);
            socket.Abort();
        }
        finally
        {
            session.Leave();
        }
    }

    // False when no more payloads are wanted: the client has closed, or broke a rule.
    private async Task<bool> ReceivePayloadAsync(PayloadBuffer messages)
    {
        using var payload = new PayloadBuffer();
        ValueWebSocketReceiveResult received;
        do
        {
            // A receive into no memory waits for octets; only when there are some is a buffer taken for them.
            // It says that a message has ended only when its last fragment is an empty one.
            received = await socket.ReceiveAsync(Memory<byte>.Empty, CancellationToken.None);
            if (received.MessageType != WebSocketMessageType.Close && !received.EndOfMessage)
            {
                received = await socket.ReceiveAsync(payload.GetMemory(), CancellationToken.None);
            }

            if (received.MessageType == WebSocketMessageType.Close)
            {
                session.Messages.OnPayloadEnd();
                return false;
            }

            payload.Advance(received.Count);
            session.Messages.OnPayload(payload.Length, settings.Time.GetTimestamp());
            if (payload.Length > session.MaxPayloadBytes)
            {
                session.Messages.OnPayloadEnd();
                session.Close(new CloseFrame(
                    (int)WebSocketCloseStatus.MessageTooBig, $"the payload exceeds the limit of {session.MaxPayloadBytes} octets"));
                session.Messages.End(null);
                return false;
            }
        }
        while (!received.EndOfMessage);

        session.Messages.OnPayloadEnd();
        if (payload.Length > 0 && !PayloadReader.TryRead(payload.Written.Span, messages, settings.MessageEnd))
        {
            throw new InvalidDataException("The payload is broken JSON.");
        }

        return true;
    }

    // The client may still send until it has read the close message, which it answers with its own.
    private async Task DiscardAsync()
    {
        byte[] buffer = new byte[1024];
        while (socket.State is WebSocketState.Open or WebSocketState.CloseSent)
        {
            await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
        }
    }

    private static string Truncate(string reason)
    {
        while (Encoding.UTF8.GetByteCount(reason) > MaxCloseReasonBytes)
        {
            reason = reason[..^1];
        }

        // Half a surrogate pair has no UTF-8.
        return reason.Length > 0 && char.IsHighSurrogate(reason[^1]) ? reason[..^1] : reason;
    }
}
