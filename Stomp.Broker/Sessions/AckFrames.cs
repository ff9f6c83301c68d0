using System.Runtime.InteropServices;
using Stomp.Broker.Dialects;
using Stomp.Broker.Outboxes;
using Stomp.Broker.Subscriptions;
using Stomp.Broker.Transactions;
using Stomp.Core.Frames;
using Stomp.Core.Protocol;

namespace Stomp.Broker.Sessions;

/// <summary>ACK and NACK.</summary>
/// <remarks>The session's loop alone uses it.</remarks>
internal sealed class AckFrames(SessionSubscriptions subscriptions, SessionTransactions transactions, SessionReplies replies, DeliveryBatch batch)
{
    // Room for so many deliveries of one cumulative ACK is kept for the next: 256 of 24 octets, 6 KiB.
    private const int KeptTaken = 256;

    private List<UnackedDelivery>? _taken;

    /// <summary>ACK (<paramref name="accept"/>) or NACK. A refused message goes back to its queue (C-102).</summary>
    public void Acknowledge(in StompFrame frame, bool accept)
    {
        AckKey key = GetKey(frame);
        Rejection rejection = accept ? default : GetRejection(frame);
        Transaction? transaction = transactions.Find(frame, actions: 1);
        Subscription? subscription = subscriptions.Find(key.Subscription);
        if (subscription is null)
        {
            // The subscription ended while the frame was under way; its messages have gone back already (C-93, D-11).
            if (key.Subscription > subscriptions.LastNumber)
            {
                ThrowUnknownMessage();
            }

            return;
        }

        CheckSubscription(frame, subscription);
        List<UnackedDelivery> taken = transaction is null ? _taken ??= [] : [];
        if (subscription.Source is not { } source || !source.TryTake(subscription, key.Sequence, taken))
        {
            ThrowUnknownMessage();
            return;
        }

        if (transaction is not null)
        {
            transaction.AddAcknowledgement(subscription, taken, accept, rejection);
            return;
        }

        if (accept)
        {
            source.Accept(subscription, CollectionsMarshal.AsSpan(taken), batch);
        }
        else
        {
            source.Reject(subscription, CollectionsMarshal.AsSpan(taken), rejection, batch);
        }

        taken.Clear();
        if (taken.Capacity > KeptTaken)
        {
            taken.Capacity = 0;
        }
    }

    private static void ThrowUnknownMessage() =>
        throw new FrameRefusedException(
            "there is no such message to acknowledge; each can be acknowledged once, on the session that got it, unless the subscription's ack mode is auto");

    private static Rejection GetRejection(in StompFrame frame) =>
        NackHeaderReader.Read(frame, out Rejection rejection) is { } refusal ? throw FrameRefusedException.From(refusal) : rejection;

    // 1.0 and 1.1 name a message by its message-id, 1.2 by the ack header of its MESSAGE (C-94 … C-96).
    private AckKey GetKey(in StompFrame frame)
    {
        AckKey key;
        bool isKey = replies.Version == StompVersion.V12
            ? AckKey.TryParse(RequiredHeader.Get(frame, KnownHeader.Id, HeaderName.Id), out key)
            : AckKey.TryParseMessageId(RequiredHeader.Get(frame, KnownHeader.MessageId, HeaderName.MessageId), out key);
        if (!isKey)
        {
            ThrowUnknownMessage();
        }

        return key;
    }

    private void CheckSubscription(in StompFrame frame, Subscription subscription)
    {
        if (replies.Version == StompVersion.V11
            && !RequiredHeader.Get(frame, KnownHeader.Subscription, HeaderName.Subscription).SequenceEqual(subscription.Id))
        {
            throw new FrameRefusedException("the header 'subscription' is not that of the message");
        }
    }
}
