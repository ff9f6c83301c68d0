namespace Stomp.Broker.Storage;

/// <summary>Gets the messages that a store reads, one after another, so that they can be copied straight to where they belong.</summary>
public interface IStoredMessageReceiver
{
    /// <summary>Takes a message. Called on whatever thread reads, never two at once for one read; it must not call the store.</summary>
    /// <param name="message">What is stored of it beside its octets.</param>
    /// <param name="octets">Its octets, as they were given; valid only during the call.</param>
    /// <returns>Whether it wants the next one too.</returns>
    bool Receive(in StoredMessageInfo message, ReadOnlySpan<byte> octets);
}
