namespace Stomp.Broker.Storage;

/// <summary>Whoever has given a <see cref="StoreUnit"/> to a <see cref="StoreWriter"/>.</summary>
internal interface IStoreUnitOwner
{
    /// <summary>
    /// Nothing of a unit was stored, and nothing will be: its additions are to be forgotten, and what it has removed or updated is to be as it was. Called on
    /// the writer's thread, before those who wait for the same batch, without a lock held: it must not wait for anything.
    /// </summary>
    /// <param name="unit">The unit; its operations are still in it, the octets of its messages are not.</param>
    /// <param name="failure">Why.</param>
    void OnUnitFailed(StoreUnit unit, StompStoreException failure);
}
