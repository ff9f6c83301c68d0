using System.Buffers;
using System.Text;
using Stomp.Core.Frames;
using Stomp.Core.Protocol;

namespace Stomp.Broker.Sessions.Interceptors;

/// <summary>Stands between the parser of a session and its protocol, where there are interceptors.</summary>
/// <remarks>The session's loop alone uses it.</remarks>
internal sealed class FrameInterception(InboundInterceptors interceptors, IStompSession session, SessionProtocol protocol)
{
    // A frame that was changed here was within the limits when it came in.
    private static readonly FrameLimits NoLimits = new()
    {
        MaxHeaderLineBytes = 1 << 28,
        MaxHeaderBlockBytes = 1 << 28,
        MaxHeaderCount = 1 << 16,
        MaxBodyBytes = 1 << 30,
    };

    /// <summary>Has a frame looked at, and then processed as <see cref="SessionProtocol.Handle"/> does.</summary>
    /// <returns>What must be waited for before the next frame, which is never to be handled again then; <see langword="null"/> when nothing.</returns>
    public Task? Handle(in StompFrame frame)
    {
        // What was sent before takes effect before the application's code runs; nothing stays gathered on a thread that it may use.
        if (!protocol.PublishSent())
        {
            return null;
        }

        var copy = new StompInboundFrame(session, frame);
        ValueTask<bool> seen = interceptors.RunAsync(copy);
        if (!seen.IsCompleted)
        {
            return AwaitAsync(seen.AsTask(), copy);
        }

        if (!seen.Result)
        {
            return null;
        }

        Task? pending = copy.Refusal is null && !copy.IsChanged ? protocol.Handle(frame) : HandleCopy(copy);
        return pending is not null && protocol.MustRepeat ? RepeatAsync(pending, copy) : pending;
    }

    private async Task AwaitAsync(Task<bool> seen, StompInboundFrame copy)
    {
        bool isSeen = await seen;
        protocol.Handlers?.LeaveThread();
        if (isSeen && HandleAlone(copy) is { } pending)
        {
            await RepeatAsync(pending, copy);
        }
    }

    // Here, not by the session from its input: the interceptors have seen the frame. One that the session's end interrupts is not handled.
    private async Task RepeatAsync(Task? pending, StompInboundFrame copy)
    {
        while (pending is not null)
        {
            await pending;
            pending = null;
            if (protocol.MustRepeat && !session.Closed.IsCancellationRequested)
            {
                protocol.Handlers?.LeaveThread();
                pending = HandleAlone(copy);
            }
        }
    }

    // Nothing else is gathered on this thread.
    private Task? HandleAlone(StompInboundFrame copy)
    {
        try
        {
            Task? pending = HandleCopy(copy);
            protocol.PublishSent();
            return pending;
        }
        catch
        {
            SendRun.OfThread.Abandon();
            throw;
        }
    }

    private Task? HandleCopy(StompInboundFrame copy)
    {
        if (copy.Refusal is null && TryEncode(copy, out ReadOnlySequence<byte> octets))
        {
            return HandleChanged(copy, octets);
        }

        byte[]? receipt = copy.Headers["receipt"] is { } id ? Encoding.UTF8.GetBytes(id) : null;
        protocol.Refuse(copy.Refusal!, copy.Command, new ReceiptRequest(receipt, receipt is not null && copy.Headers["receipt-mode"] == "status"));
        return null;
    }

    private Task? HandleChanged(StompInboundFrame copy, in ReadOnlySequence<byte> octets)
    {
        var parser = new FrameParser(FrameSource.Client, NoLimits)
        {
            Version = StompCommands.HasEscapedHeaders(copy.Command) ? StompVersion.V12 : null,
        };
        var input = new SequenceReader<byte>(octets);
        try
        {
            parser.TryRead(ref input, out StompFrame frame);
            return protocol.Handle(frame);
        }
        finally
        {
            parser.Reset();
        }
    }

    private bool TryEncode(StompInboundFrame copy, out ReadOnlySequence<byte> octets)
    {
        try
        {
            octets = copy.Encode();
            return true;
        }
        catch (ArgumentException exception)
        {
            // A line end in a header of CONNECT, which has no escapes.
            interceptors.OnFailed(copy, exception, null);
            octets = default;
            return false;
        }
    }
}
