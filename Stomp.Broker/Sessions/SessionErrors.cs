using Stomp.Broker.Outboxes;
using Stomp.Core.Protocol;
using Stomp.Core.Transports;

namespace Stomp.Broker.Sessions;

/// <summary>The one place that answers ERROR, after which the session ends.</summary>
/// <remarks>The session's loop alone uses it, or whom the loop waits for.</remarks>
internal sealed class SessionErrors(SessionReplies replies, DeliveryBatch batch)
{
    /// <summary>Why the session ends; <see langword="null"/> while it goes on.</summary>
    public SessionEnd? End { get; private set; }

    /// <summary>Ends the session for a reason that is not in a frame; <see cref="SessionEnd.Ways.AfterError"/> the client is told.</summary>
    public void Finish(SessionEnd end)
    {
        if (End is not null)
        {
            return;
        }

        if (end.Manner == SessionEnd.Ways.AfterError)
        {
            replies.Error(end.Reason, StompCommand.None, end.Receipt is null ? default(ReadOnlyMemory<byte>?) : end.Receipt, listVersions: false, batch);
        }

        End = end;
    }

    /// <summary>Refuses a CONNECT that asks for no version spoken here (C-50).</summary>
    public void FailVersion(StompCommand command)
    {
        const string Message = "no version in 'accept-version' is spoken here; the header 'version' lists those that are";
        replies.Error(Message, command, null, listVersions: true, batch);
        End = new SessionEnd(CloseStatus.ProtocolError, Message, SessionEnd.Ways.AfterError);
    }

    public void Fail(FrameRefusedException refusal, StompCommand command, ReadOnlyMemory<byte>? receipt) =>
        Fail(refusal.Message, refusal.Status, refusal.Limit, command, receipt);

    public void Fail(string message, CloseStatus status, string? limit, StompCommand command, ReadOnlyMemory<byte>? receipt) =>
        Fail(message, status, limit, command, receipt, batch);

    /// <summary>Refuses a frame.</summary>
    /// <param name="message">What was wrong, and what would be right.</param>
    /// <param name="status">The reason for the transport.</param>
    /// <param name="limit">The name of the limit that was exceeded, if one was.</param>
    /// <param name="command">The frame.</param>
    /// <param name="receipt">The receipt that it asked for.</param>
    /// <param name="by">Gets the outbox, on whichever thread this is.</param>
    public void Fail(string message, CloseStatus status, string? limit, StompCommand command, ReadOnlyMemory<byte>? receipt, DeliveryBatch by)
    {
        replies.Error(message, command, receipt, listVersions: false, by);
        End = new SessionEnd(status, message, SessionEnd.Ways.AfterError) { Limit = limit };
    }
}
