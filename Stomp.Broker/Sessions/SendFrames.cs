using Stomp.Broker.Destinations;
using Stomp.Broker.Dialects;
using Stomp.Broker.Handlers;
using Stomp.Broker.Messages;
using Stomp.Broker.Outboxes;
using Stomp.Broker.Subscriptions;
using Stomp.Core.Frames;
using Stomp.Core.Protocol;

namespace Stomp.Broker.Sessions;

/// <summary>SEND. Those to one destination that follow each other are gathered, and published together.</summary>
/// <remarks>The session's loop alone uses it.</remarks>
internal sealed class SendFrames(
    BrokerContext broker,
    ISubscriber session,
    SessionRoutes routes,
    TransactionalSends transactional,
    ReplyAddresses answers,
    SessionHandlers? handlers,
    SessionLogin login,
    SessionReplies replies,
    SessionErrors errors,
    SessionRoom room,
    DeliveryBatch batch)
{
    /// <summary>Publishes what was sent and not published yet.</summary>
    /// <returns><see langword="false"/> when a destination refused it, and the session ends.</returns>
    public bool PublishSent() => SendRun.OfThread.IsEmpty || Publish(default);

    /// <summary>SEND. It answers its receipt itself.</summary>
    /// <returns>What must be waited for: a decision, after which the frame is handled again, or a message handler; <see langword="null"/> when it took effect.</returns>
    public Task? Send(in StompFrame frame)
    {
        ReadOnlySpan<byte> destination = RequiredHeader.Get(frame, KnownHeader.Destination, HeaderName.Destination);
        if (frame.Headers.Contains(KnownHeader.Transaction))
        {
            return PublishSent() ? transactional.Send(frame, destination) : null; // its receipt is for all before it too
        }

        SendRun run = SendRun.OfThread;
        if (run.IsEmpty || !destination.SequenceEqual(run.Destination))
        {
            if (!PublishSent())
            {
                return null;
            }

            if (broker.Authenticator.IsForCredentials(destination))
            {
                return login.Renew(frame);
            }

            DestinationProvider provider = routes.FindProvider(destination);
            if (routes.IsIndirect(provider, destination))
            {
                return transactional.Send(frame, destination);
            }

            if (routes.CheckSend(provider, destination) is { } pending)
            {
                return pending;
            }

            if (provider is HandlerDestinations application)
            {
                return CallHandler(frame, application, destination);
            }

            run.Begin(provider, destination);
        }

        MessageProperties properties = default;
        if (SendHeaderReader.HasAny(frame))
        {
            properties = transactional.ReadProperties(frame);
            if ((properties.Traits & MessageTraits.Scheduled) != 0 || answers.IsNeeded(frame, properties))
            {
                return PublishSent() ? transactional.Send(frame, destination) : null;
            }
        }

        run.Add(broker.Encoder.Encode(frame, run.ShownDestination, properties, session.Number));
        if (run.IsFull || frame.Headers.Contains(KnownHeader.Receipt))
        {
            Publish(frame);
        }

        return null;
    }

    /// <summary>Answers a SEND or COMMIT that a destination refused, when the client wants to know that from its receipt (N2).</summary>
    /// <returns><see langword="false"/> when it is to be answered with ERROR.</returns>
    public bool TryReject(in StompFrame frame, FrameRefusedException refusal)
    {
        if (!refusal.IsByDestination || !frame.Headers.Contains(KnownHeader.ReceiptMode))
        {
            return false;
        }

        frame.Headers.TryGetValue(KnownHeader.Receipt, out ReadOnlySpan<byte> receipt);
        Reject(receipt, refusal.Message, refusal.Limit, batch);
        return true;
    }

    /// <summary>Answers the receipt of a frame that was refused.</summary>
    public void Reject(ReadOnlySpan<byte> receipt, string reason, string? limit, DeliveryBatch by)
    {
        if (limit is not null)
        {
            broker.Metrics.LimitExceeded(limit);
        }

        replies.Status(receipt, reason, limit, by);
    }

    private Task? CallHandler(in StompFrame frame, HandlerDestinations application, ReadOnlySpan<byte> destination)
    {
        SessionHandlers calls = SessionRoutes.GetHandlers(handlers, application, destination);
        byte[]? replyTo = null;
        if (SendHeaderReader.HasAny(frame))
        {
            MessageProperties properties = transactional.ReadProperties(frame);
            TransactionalSends.CheckHandled(properties);
            if (answers.Find(frame, properties, out replyTo) is { } pending)
            {
                return pending;
            }
        }

        return calls.Send(calls.Capture(frame, application, destination, ReceiptRequest.Read(frame), replyTo));
    }

    // The last of the run is the frame that is processed now, and its receipt is answered; the default when another one is, or none.
    private bool Publish(in StompFrame last)
    {
        SendRun run = SendRun.OfThread;
        int count = run.Messages.Length;
        int taken;
        Refusal? refusal;
        try
        {
            refusal = run.Provider!.Publish(run.Destination, run.Messages, isReserved: false, batch, out taken);
        }
        finally
        {
            run.Clear(); // the references are the provider's with the call, whatever comes of it
        }

        if (refusal is null)
        {
            replies.Receipt(last, batch);
            if (run.IsBlocking)
            {
                room.Add(run.Provider.WaitForRoom(run.Destination));
            }

            return true;
        }

        bool isLast = taken == count - 1 && last.Command == StompCommand.Send;
        FrameRefusedException failure = FrameRefusedException.ByDestination(refusal);
        if (isLast && TryReject(last, failure))
        {
            return true;
        }

        errors.Fail(failure, StompCommand.Send, isLast ? ReceiptRequest.Read(last).Octets : null);
        return false;
    }
}
