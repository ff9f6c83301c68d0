namespace Stomp.Tests.Crashes.Checking;

/// <summary>What became of a transaction.</summary>
/// <param name="number">Its number.</param>
internal sealed class TransactionFate(int number)
{
    public int Number { get; } = number;

    public TransactionState State { get; set; }

    /// <summary>The messages that were sent in it.</summary>
    public List<MessageFate> Sends { get; } = [];

    /// <summary>The messages that were acknowledged in it, each with how often it had been delivered by then.</summary>
    public List<(MessageFate Message, int Deliveries)> Acks { get; } = [];

    public int DeliveredSends => Sends.Count(static send => send.IsDelivered);

    /// <summary>Whether its messages say that it is not in effect. One without messages says nothing.</summary>
    public bool IsKnownWithoutEffect => State is TransactionState.Open or TransactionState.Aborted || (Sends.Count > 0 && DeliveredSends == 0);

    public override string ToString() => $"transaction {Number} ({State})";
}
