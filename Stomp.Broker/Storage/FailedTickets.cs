namespace Stomp.Broker.Storage;

/// <summary>Remembers which batches failed lately, for those who ask for the outcome a moment after a batch was done.</summary>
/// <remarks>Not thread-safe: the writer's lock guards it.</remarks>
internal sealed class FailedTickets
{
    // Who asks does it microseconds after the operation; a batch that fails takes longer than that.
    private const int Capacity = 256;

    private readonly (long Ticket, StompStoreException Failure)[] _ring = new (long, StompStoreException)[Capacity];
    private int _count;

    public void Add(long ticket, StompStoreException failure) => _ring[_count++ % Capacity] = (ticket, failure);

    /// <summary>Why a batch failed; <see langword="null"/> when it did not. Of one so long ago that it is not known any more, a failure after it.</summary>
    public StompStoreException? Find(long ticket)
    {
        if (_count == 0)
        {
            return null;
        }

        int kept = Math.Min(_count, Capacity);
        for (int i = 1; i <= kept; i++)
        {
            (long failed, StompStoreException failure) = _ring[(_count - i) % Capacity];
            if (failed <= ticket)
            {
                return failed == ticket ? failure : null;
            }
        }

        return _count > Capacity ? _ring[_count % Capacity].Failure : null;
    }
}
