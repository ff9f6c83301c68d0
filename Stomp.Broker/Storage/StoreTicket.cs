namespace Stomp.Broker.Storage;

/// <summary>What this thread has given to the store last, and no receipt has waited for yet.</summary>
/// <remarks>
/// One for each thread: what a frame causes is done on one thread, deep inside of destinations that know nothing of receipts; its receipt takes
/// the ticket on the same thread.
/// </remarks>
internal static class StoreTicket
{
    [ThreadStatic]
    private static long _latest;

    /// <summary>Something was given to the store.</summary>
    public static void Set(long ticket) => _latest = Math.Max(_latest, ticket);

    /// <summary>What is to be waited for; 0 for nothing. It is then forgotten.</summary>
    public static long Take()
    {
        long ticket = _latest;
        if (ticket != 0)
        {
            _latest = 0;
        }

        return ticket;
    }
}
