namespace Stomp.Broker.Storage;

/// <summary>Whoever has given messages or values to a <see cref="StoreWriter"/> that were not stored: takes them back.</summary>
/// <remarks>Called on the writer's thread, before those who wait for the same batch, without a lock held: it must not wait for anything.</remarks>
internal interface IStoreOwner
{
    /// <summary>A message was not stored, and will not be.</summary>
    /// <param name="queue">The id of its queue.</param>
    /// <param name="position">Its position.</param>
    /// <param name="failure">Why.</param>
    void OnAddFailed(long queue, long position, StompStoreException failure);

    /// <summary>A named value was not stored, and will not be: what is stored under its name is as it was.</summary>
    /// <param name="key">Its name.</param>
    /// <param name="failure">Why.</param>
    void OnSetFailed(ReadOnlyMemory<byte> key, StompStoreException failure);
}
