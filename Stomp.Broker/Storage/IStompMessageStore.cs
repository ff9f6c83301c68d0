namespace Stomp.Broker.Storage;

/// <summary>
/// Keeps queues and their messages on stable storage, so that they are there again when the broker starts anew. Whoever implements it must pass the
/// conformance fixture of <c>Stomp.Tests</c>.
/// </summary>
/// <remarks>
/// <para>
/// One broker has one store, and a store one broker: it is opened once, with <see cref="OpenAsync"/>, before anything else; it is ended with
/// <see cref="CloseAsync"/>, when all is well, and in any case with <see cref="IAsyncDisposable.DisposeAsync"/>. Opening what another process has open fails.
/// </para>
/// <para>
/// The broker commits from one thread at a time and reads from any, also while it commits; a read sees every commit that completed before it was
/// called, and of one that is under way all or nothing. It does not close or dispose before its commits and reads have ended.
/// </para>
/// <para>
/// Every failure is a <see cref="StompStoreException"/>. After one the store can still be used: what fails for want of space goes on when there is some.
/// </para>
/// </remarks>
public interface IStompMessageStore : IAsyncDisposable
{
    /// <summary>Opens the store, making it where there is none, checks it, and finds out what it holds. Loads no message.</summary>
    /// <param name="progress">Is told now and then how far it is; called on whatever thread does the work.</param>
    /// <param name="cancellationToken">Gives it up; the store is then to be disposed.</param>
    /// <returns>What the store holds.</returns>
    /// <exception cref="StompStoreException">It cannot be opened, or is not sound; the message says why and what to do.</exception>
    ValueTask<StompStoreContents> OpenAsync(IProgress<StompStoreProgress>? progress, CancellationToken cancellationToken);

    /// <summary>
    /// Applies all operations of a batch, in their order, or none of them. When it completes they are on stable storage: neither the end of the
    /// process nor of the machine undoes them. An empty batch writes something all the same, so that it tells whether the store can be written.
    /// </summary>
    /// <remarks>
    /// After a failure none is applied; but when it came from the storage itself and the machine ends right after it, a restart may find all of the batch.
    /// The batch is the store's until the task has completed.
    /// </remarks>
    /// <param name="batch">The operations.</param>
    /// <exception cref="StompStoreException">Nothing was stored.</exception>
    ValueTask CommitAsync(StoreBatch batch);

    /// <summary>
    /// Reads messages of one queue and priority, in the order of their positions. Those that are delayed (<see cref="StoredMessageInfo.Due"/> is not 0)
    /// are left out: they come with <see cref="ReadDueAsync"/>. Of a queue that is not there it reads nothing.
    /// </summary>
    /// <param name="queue">The queue's id.</param>
    /// <param name="priority">The priority, 0 to 9.</param>
    /// <param name="fromPosition">The first position, inclusive.</param>
    /// <param name="limit">How much at most.</param>
    /// <param name="receiver">Gets them.</param>
    /// <param name="cancellationToken">Ends it between two messages.</param>
    /// <returns>Whether there were more when it ended for its limit or because the receiver wanted no more.</returns>
    /// <exception cref="StompStoreException">It cannot be read.</exception>
    ValueTask<bool> ReadAsync(
        long queue, int priority, long fromPosition, StoreReadLimit limit, IStoredMessageReceiver receiver, CancellationToken cancellationToken);

    /// <summary>Reads delayed messages of all queues that are due by a time, the earliest first.</summary>
    /// <param name="until">The time, in milliseconds since 1970 UTC, inclusive.</param>
    /// <param name="limit">How much at most.</param>
    /// <param name="receiver">Gets them.</param>
    /// <param name="cancellationToken">Ends it between two messages.</param>
    /// <returns>Whether there were more when it ended for its limit or because the receiver wanted no more.</returns>
    /// <exception cref="StompStoreException">It cannot be read.</exception>
    ValueTask<bool> ReadDueAsync(long until, StoreReadLimit limit, IStoredMessageReceiver receiver, CancellationToken cancellationToken);

    /// <summary>Reads messages of all queues, delayed or not, that expire by a time, the earliest first. The store removes none by itself.</summary>
    /// <param name="until">The time, in milliseconds since 1970 UTC, inclusive.</param>
    /// <param name="limit">How much at most.</param>
    /// <param name="receiver">Gets them.</param>
    /// <param name="cancellationToken">Ends it between two messages.</param>
    /// <returns>Whether there were more when it ended for its limit or because the receiver wanted no more.</returns>
    /// <exception cref="StompStoreException">It cannot be read.</exception>
    ValueTask<bool> ReadExpiringAsync(long until, StoreReadLimit limit, IStoredMessageReceiver receiver, CancellationToken cancellationToken);

    /// <summary>Reads a named value.</summary>
    /// <param name="key">Its name.</param>
    /// <param name="cancellationToken">Ends it before it began.</param>
    /// <returns>The value; <see langword="null"/> when there is none.</returns>
    /// <exception cref="StompStoreException">It cannot be read.</exception>
    ValueTask<byte[]?> ReadValueAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken);

    /// <summary>Reads all named values whose names begin with a prefix, in the order of the names' octets.</summary>
    /// <param name="prefix">The prefix; an empty one for all.</param>
    /// <param name="receiver">Gets them.</param>
    /// <param name="cancellationToken">Ends it between two values.</param>
    /// <exception cref="StompStoreException">It cannot be read.</exception>
    ValueTask ReadValuesAsync(ReadOnlyMemory<byte> prefix, IStoredValueReceiver receiver, CancellationToken cancellationToken);

    /// <summary>
    /// Ends the store and notes that it was ended in good order: see <see cref="StompStoreContents.WasClosedCleanly"/>. The broker calls it when all it had to
    /// store is stored. Only <see cref="IAsyncDisposable.DisposeAsync"/> may follow.
    /// </summary>
    /// <param name="cancellationToken">Leaves out what takes time and can be left out.</param>
    /// <exception cref="StompStoreException">It could not be noted; nothing that was committed is lost.</exception>
    ValueTask CloseAsync(CancellationToken cancellationToken);
}
