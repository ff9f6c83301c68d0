using Stomp.Broker.Destinations;
using Stomp.Broker.Dialects;
using Stomp.Broker.Handlers;
using Stomp.Broker.Messages;
using Stomp.Broker.Outboxes;
using Stomp.Broker.Routing;
using Stomp.Broker.Scheduling;
using Stomp.Broker.Subscriptions;
using Stomp.Broker.Transactions;
using Stomp.Core.Frames;
using Stomp.Core.Protocol;

namespace Stomp.Broker.Sessions;

/// <summary>
/// SENDs that cannot just be published: those in a client's transaction, and those to several destinations, or that name a temporary one, or that wait for
/// their time, which are done in a transaction of their own: all or nothing.
/// </summary>
/// <remarks>The session's loop alone uses it.</remarks>
internal sealed class TransactionalSends(
    BrokerContext broker,
    ISubscriber session,
    SessionRoutes routes,
    ReplyAddresses answers,
    SessionTransactions transactions,
    SessionHandlers? handlers,
    SessionReplies replies,
    SessionRoom room,
    DeliveryBatch batch)
{
    /// <summary>SEND. It answers its receipt itself.</summary>
    /// <returns>What must be waited for: a decision, after which the frame is handled again; <see langword="null"/> when it took effect.</returns>
    public Task? Send(in StompFrame frame, ReadOnlySpan<byte> destination)
    {
        try
        {
            return Take(frame, destination);
        }
        catch (FrameRefusedException refusal) when (refusal.IsByDestination && frame.Headers.Contains(KnownHeader.Transaction))
        {
            transactions.Find(frame)!.Fail(refusal.Message); // without this message it would be done in part
            throw;
        }
    }

    /// <summary>Reads what the headers of a SEND ask for.</summary>
    /// <exception cref="FrameRefusedException">One of them is wrong.</exception>
    public MessageProperties ReadProperties(in StompFrame frame) =>
        SendHeaderReader.Read(frame, broker.Time, out MessageProperties properties) is { } refusal ? throw FrameRefusedException.From(refusal) : properties;

    /// <summary>Looks over what a message to a handler asks for.</summary>
    /// <exception cref="FrameRefusedException">Handlers cannot do it.</exception>
    public static void CheckHandled(in MessageProperties properties)
    {
        if ((properties.Traits & MessageTraits.Scheduled) != 0)
        {
            throw new FrameRefusedException("messages to handlers cannot wait for their time; send without a delay");
        }
    }

    private Task? Take(in StompFrame frame, ReadOnlySpan<byte> destination)
    {
        Route[] targets = routes.Resolve(destination);
        foreach (Route target in targets)
        {
            if (routes.CheckSend(target.Provider, target.Destination) is { } pending)
            {
                return pending;
            }
        }

        MessageProperties properties = SendHeaderReader.HasAny(frame) ? ReadProperties(frame) : default;
        if (answers.Find(frame, properties, out byte[]? replyTo) is { } judged)
        {
            return judged;
        }

        if (targets is [{ Provider: HandlerDestinations }])
        {
            CheckHandled(properties);
        }

        Transaction? open = transactions.Find(frame, targets.Length, (long)targets.Length * frame.BodyLength);
        if (targets is [{ Provider: HandlerDestinations application }])
        {
            open!.AddCall(SessionRoutes.GetHandlers(handlers, application, destination).Capture(frame, application, destination, default, replyTo));
        }
        else
        {
            for (int i = 0; i < targets.Length; i++)
            {
                targets[i] = routes.Locate(targets[i]); // before there are messages: one of them may be refused
            }

            Transaction transaction = open ?? new Transaction();
            foreach (Route target in targets)
            {
                Add(frame, target, properties, replyTo, transaction);
            }

            if (open is null)
            {
                Commit(transaction, isList: targets.Length > 1);
            }
        }

        replies.Receipt(frame, batch);
        return null;
    }

    private void Add(in StompFrame frame, in Route target, in MessageProperties properties, byte[]? replyTo, Transaction transaction)
    {
        byte[] shown = target.Provider.GetShownDestination(target.Destination) ?? target.Destination;
        Message message = broker.Encoder.Encode(frame, shown, properties, session.Number, replyTo);
        DestinationProvider provider = broker.Schedule is { } schedule && schedule.MustWait(message)
            ? new ScheduledDestinations(target.Provider, schedule)
            : target.Provider;
        transaction.AddSend(provider, target.Destination, message);
    }

    private void Commit(Transaction transaction, bool isList)
    {
        if (transaction.Commit(batch) is { } refusal)
        {
            transaction.Abort(batch);
            throw FrameRefusedException.ByDestination(
                isList ? refusal with { Reason = $"the message is sent to none of the list: {refusal.Reason}" } : refusal);
        }

        room.Add(transaction.WaitForRoom());
    }
}
