using Stomp.Broker.Messages;

namespace Stomp.Broker.Outboxes;

/// <summary>Whom a message in an outbox is for: a subscription.</summary>
internal interface IOutboxRecipient
{
    /// <summary>What stands in front of its messages.</summary>
    MessageHead Head { get; }

    /// <summary>
    /// Whether it still wants messages. Written and read under the outbox's lock, so that after it was cleared none is appended (C-88).
    /// </summary>
    bool IsActive { get; set; }

    /// <summary>
    /// Takes back a message that the outbox did not get to send before it was closed, with the reference to it.
    /// Called in the order of the appends, after the recipient was taken off its destination.
    /// </summary>
    void TakeBack(Message message, long sequence, int deliveries);

    /// <summary>A message that was delivered is not sent, and needs no acknowledgement. The reference to it is not part of it.</summary>
    void Discard(long sequence);
}
