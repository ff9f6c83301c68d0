namespace Stomp.Broker.Storage;

/// <summary>Gets the named values that a store reads, one after another.</summary>
public interface IStoredValueReceiver
{
    /// <summary>Takes a value. Called on whatever thread reads, never two at once for one read; it must not call the store.</summary>
    /// <param name="key">Its name; valid only during the call.</param>
    /// <param name="octets">The value; valid only during the call.</param>
    /// <returns>Whether it wants the next one too.</returns>
    bool Receive(ReadOnlySpan<byte> key, ReadOnlySpan<byte> octets);
}
