using Stomp.Broker.Storage;

namespace Stomp.Broker.Sessions;

/// <summary>A session, which must tell its client when something that was to be stored could not be.</summary>
internal interface IStoreFailureObserver
{
    /// <summary>Something of this session was not stored. Called on any thread, without a lock held.</summary>
    /// <param name="failure">Why.</param>
    /// <param name="receipt">The receipt that was asked for; <see langword="null"/> for none.</param>
    /// <param name="hasStatus">Whether the receipt is to say it, and the session goes on (N2).</param>
    void OnStoreFailed(StompStoreException failure, byte[]? receipt, bool hasStatus);
}
