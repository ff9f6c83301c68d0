using Stomp.Broker.Messages;

namespace Stomp.Broker.Outboxes;

/// <summary>Sees each message of an outbox before it is written.</summary>
internal interface IDeliveryFilter
{
    /// <summary>Says what becomes of a message. Called for one message at a time, in order; throws nothing, and ends when the session does.</summary>
    /// <param name="message">The message; the reference stays the caller's.</param>
    /// <param name="recipient">Who gets it.</param>
    /// <param name="deliveries">How often the message was delivered before.</param>
    ValueTask<FilteredDelivery> FilterAsync(Message message, IOutboxRecipient recipient, int deliveries);
}
