namespace Stomp.Broker.Storage;

/// <summary>Somebody who wants to know when what was given to a <see cref="StoreWriter"/> is stored.</summary>
internal interface IStoreWaiter
{
    /// <summary>
    /// The batch of a ticket that was waited for is done, and so are those of all tickets before it. Called once for each time of waiting, on the writer's
    /// thread, without a lock held: it must not wait for anything.
    /// </summary>
    /// <param name="ticket">The ticket.</param>
    /// <param name="failure">Why nothing of its batch was stored; <see langword="null"/> when all of it is.</param>
    void OnStored(long ticket, StompStoreException? failure);
}
