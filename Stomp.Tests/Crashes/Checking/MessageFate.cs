namespace Stomp.Tests.Crashes.Checking;

/// <summary>What became of a message.</summary>
/// <param name="key">Which one.</param>
/// <param name="transaction">The transaction it was sent in, if it was.</param>
internal sealed class MessageFate(MessageKey key, TransactionFate? transaction)
{
    public MessageKey Key { get; } = key;

    public TransactionFate? Transaction { get; } = transaction;

    /// <summary>Whether the broker has confirmed that it has it.</summary>
    public bool IsConfirmed { get; set; }

    public int Deliveries { get; set; }

    /// <summary>What became of the last delivery.</summary>
    public AckState Ack { get; set; }

    /// <summary>The transaction of the last delivery's ACK, if it has one.</summary>
    public TransactionFate? AckTransaction { get; set; }

    public bool IsDelivered => Deliveries > 0;
}
