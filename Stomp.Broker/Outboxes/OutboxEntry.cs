using Stomp.Broker.Messages;

namespace Stomp.Broker.Outboxes;

/// <summary>One frame that waits to be sent. It holds a reference to its message.</summary>
/// <param name="Message">The shared tail, or the whole of a frame of the broker's own.</param>
/// <param name="Recipient">The subscription; <see langword="null"/> for a frame of the broker's own.</param>
/// <param name="Sequence">The number of the delivery, as its destination counts it.</param>
/// <param name="Deliveries">How often the message was delivered before.</param>
internal readonly record struct OutboxEntry(Message Message, IOutboxRecipient? Recipient, long Sequence, int Deliveries)
{
    /// <summary>The octets the entry counts for; those of the ack key are left out.</summary>
    public int Length => Message.Length + (Recipient?.Head.Length ?? 0);
}
