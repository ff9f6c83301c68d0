using System.Text;
using Stomp.Broker.Messages;
using Stomp.Broker.Outboxes;
using Stomp.Broker.Storage;
using Stomp.Core.Frames;
using Stomp.Core.Protocol;

namespace Stomp.Broker.Sessions;

/// <summary>Encodes the frames that the broker says itself, and puts them into the session's outbox.</summary>
internal sealed class SessionReplies(MessageEncoder encoder, Outbox outbox, HeldReplies? held = null)
{
    private const int ReplyCapacity = 256;

    /// <summary>The version that the receiver speaks; 1.0 until one is agreed, so that anybody can read an early ERROR (C-141).</summary>
    public StompVersion Version
    {
        get;
        set
        {
            field = value;
            held?.Version = value;
        }
    } = StompVersion.V10;

    public void Connected(string sessionId, string? userName, string server, HeartBeat heartBeat, DeliveryBatch batch)
    {
        MessageBuffer buffer = encoder.Begin(ReplyCapacity);
        var writer = new FrameWriter<MessageBuffer>(ref buffer, Version);
        writer.WriteCommand(StompCommand.Connected);
        writer.WriteHeader(HeaderName.Version, VersionNegotiation.ToUtf8(Version));
        writer.WriteHeader(HeaderName.Session, Encoding.UTF8.GetBytes(sessionId));
        // As Spring says it. CONNECTED has no escapes (C-25): a name that would need them is left out.
        if (userName is not null && userName.AsSpan().IndexOfAny('\r', '\n', '\0') < 0)
        {
            writer.WriteHeader("user-name"u8, Encoding.UTF8.GetBytes(userName));
        }

        if (server.Length > 0)
        {
            writer.WriteHeader(HeaderName.Server, Encoding.UTF8.GetBytes(server));
        }

        if (Version > StompVersion.V10)
        {
            writer.WriteHeader(HeaderName.HeartBeat, Encoding.ASCII.GetBytes($"{heartBeat.Outgoing},{heartBeat.Incoming}"));
        }

        writer.EndFrame();
        writer.Flush();
        Append(MessageEncoder.Complete(buffer), isLast: false, batch);
    }

    /// <summary>Answers the receipt that a frame asks for, if it does: the frame took effect.</summary>
    public void Receipt(in StompFrame frame, DeliveryBatch batch)
    {
        if (frame.Headers.TryGetValue(KnownHeader.Receipt, out ReadOnlySpan<byte> receiptId))
        {
            if (frame.Headers.Contains(KnownHeader.ReceiptMode))
            {
                Status(receiptId, reason: null, limit: null, batch);
            }
            else
            {
                Receipt(receiptId, batch);
            }
        }
    }

    /// <inheritdoc cref="Receipt(in StompFrame, DeliveryBatch)"/>
    public void Receipt(ReceiptRequest request, DeliveryBatch batch)
    {
        if (request.HasStatus)
        {
            Status(request.Id, reason: null, limit: null, batch);
        }
        else if (request.Id is not null)
        {
            Receipt(request.Id, batch);
        }
    }

    /// <summary>Says in a receipt what became of a frame, for those who asked for that (N2).</summary>
    /// <param name="receiptId">The receipt that the frame asks for.</param>
    /// <param name="reason">Why it was rejected; <see langword="null"/> when it was accepted.</param>
    /// <param name="limit">The name of the limit that was exceeded, if one was.</param>
    /// <param name="batch">Gets the outbox.</param>
    public void Status(ReadOnlySpan<byte> receiptId, string? reason, string? limit, DeliveryBatch batch)
    {
        MessageBuffer buffer = encoder.Begin(ReplyCapacity);
        var writer = new FrameWriter<MessageBuffer>(ref buffer, Version);
        writer.WriteCommand(StompCommand.Receipt);
        writer.WriteHeader(HeaderName.ReceiptId, receiptId);
        writer.WriteHeader("status"u8, reason is null ? "accepted"u8 : "rejected"u8);
        if (reason is not null)
        {
            writer.WriteHeader("reason"u8, Encoding.UTF8.GetBytes(reason));
        }

        if (limit is not null)
        {
            writer.WriteHeader("limit"u8, Encoding.UTF8.GetBytes(limit));
        }

        writer.EndFrame();
        writer.Flush();
        Append(MessageEncoder.Complete(buffer), isLast: false, batch);
    }

    public void Receipt(ReadOnlySpan<byte> receiptId, DeliveryBatch batch)
    {
        MessageBuffer buffer = encoder.Begin(32 + (2 * receiptId.Length));
        var writer = new FrameWriter<MessageBuffer>(ref buffer, Version);
        writer.WriteCommand(StompCommand.Receipt);
        writer.WriteHeader(HeaderName.ReceiptId, receiptId);
        writer.EndFrame();
        writer.Flush();
        Append(MessageEncoder.Complete(buffer), isLast: false, batch);
    }

    /// <summary>Says what was wrong (C-134 … C-137). Nothing is sent after it (C-140).</summary>
    /// <param name="message">The <c>message</c> header.</param>
    /// <param name="command">The frame that was refused, if it was one.</param>
    /// <param name="receiptId">The receipt that it asked for.</param>
    /// <param name="listVersions">Whether to list the versions spoken here (C-50).</param>
    /// <param name="batch">Gets the outbox.</param>
    public void Error(string message, StompCommand command, ReadOnlyMemory<byte>? receiptId, bool listVersions, DeliveryBatch batch)
    {
        MessageBuffer buffer = encoder.Begin(ReplyCapacity);
        var writer = new FrameWriter<MessageBuffer>(ref buffer, Version);
        writer.WriteCommand(StompCommand.Error);
        writer.WriteHeader(HeaderName.Message, Encoding.UTF8.GetBytes(message));
        if (receiptId is not null)
        {
            writer.WriteHeader(HeaderName.ReceiptId, receiptId.Value.Span);
        }

        if (listVersions)
        {
            writer.WriteHeader(HeaderName.Version, VersionNegotiation.SupportedVersions);
        }

        writer.WriteHeader(HeaderName.ContentType, "text/plain"u8);
        string subject = command == StompCommand.None ? "" : $"{Encoding.ASCII.GetString(StompCommands.ToUtf8(command))}: ";
        writer.EndFrame(Encoding.UTF8.GetBytes($"{subject}{message}.\n"));
        writer.Flush();
        Append(MessageEncoder.Complete(buffer), isLast: true, batch);
    }

    /// <summary>A heart-beat: one line feed.</summary>
    public void Beat(DeliveryBatch batch)
    {
        MessageBuffer buffer = encoder.Begin(1);
        var writer = new FrameWriter<MessageBuffer>(ref buffer, Version);
        writer.WriteEndOfLine();
        writer.Flush();
        outbox.Append(MessageEncoder.Complete(buffer), batch);
    }

    private void Append(Message frame, bool isLast, DeliveryBatch batch)
    {
        if (held is not null)
        {
            held.Append(frame, StoreTicket.Take(), isLast, batch);
        }
        else if (isLast)
        {
            outbox.AppendLast(frame, batch);
        }
        else
        {
            outbox.Append(frame, batch);
        }
    }
}
