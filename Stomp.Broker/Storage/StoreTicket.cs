namespace Stomp.Broker.Storage;

/// <summary>What a thread has given to the store, and no receipt has waited for yet: the tickets of the first and of the last of it.</summary>
/// <remarks>
/// One for each thread: what a frame causes is done on one thread, deep inside of destinations that know nothing of receipts; its receipt takes
/// the tickets on the same thread.
/// </remarks>
/// <param name="First">The ticket of the first; 0 for nothing.</param>
/// <param name="Last">The ticket of the last. Between them all must be stored.</param>
internal readonly record struct StoreTicket(long First, long Last)
{
    [ThreadStatic]
    private static StoreTicket _ofThread;

    /// <summary>Something was given to the store.</summary>
    public static void Set(long ticket) => _ofThread = new StoreTicket(_ofThread.First == 0 ? ticket : _ofThread.First, ticket);

    /// <summary>What is to be waited for. It is then forgotten.</summary>
    public static StoreTicket Take()
    {
        StoreTicket ticket = _ofThread;
        if (ticket.Last != 0)
        {
            _ofThread = default;
        }

        return ticket;
    }
}
