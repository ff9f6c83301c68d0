namespace Stomp.Broker.Outboxes;

/// <summary>What an outbox tells its session. Called on any thread, without a lock held.</summary>
internal interface IOutboxOwner
{
    /// <summary>More waits to be sent than may: the peer does not read. Called once.</summary>
    void OnOutboxFull(long unsentBytes);

    /// <summary>Writing to the transport failed: the peer has gone. Called once.</summary>
    void OnOutboxBroken(Exception exception);
}
