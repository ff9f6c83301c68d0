using Stomp.Broker.Storage;

namespace Stomp.Broker.Outboxes;

/// <summary>
/// The outboxes that one batch of input touched while they were asleep. Each is woken once, at the end of the batch, however many
/// messages it got.
/// </summary>
/// <remarks>
/// One thread at a time. Whoever fills one calls <see cref="WakeAll"/> soon, and before it waits for anything: until then the
/// messages of other publishers to those outboxes wait too.
/// </remarks>
internal sealed class DeliveryBatch
{
    [ThreadStatic]
    private static DeliveryBatch? _ofThread;

    // What a thread that has little else to do sends itself: it takes some 5 us for each, and to wake another thread as long.
    private const int MaxDrained = 16;

    private const int MinGrown = 8;

    // A session that only listens touches its own outbox, and no other.
    private Outbox[] _outboxes = new Outbox[1];
    private int _count;

    /// <summary>A batch for publishing outside of any session; use it and wake within one method.</summary>
    public static DeliveryBatch OfThread => _ofThread ??= new DeliveryBatch();

    /// <summary>What a transaction that takes effect now has stored already; <see langword="null"/> outside of one.</summary>
    public PreparedMessages? Prepared { get; set; }

    public void Add(Outbox outbox)
    {
        if (_count == _outboxes.Length)
        {
            Array.Resize(ref _outboxes, Math.Max(MinGrown, 2 * _count));
        }

        _outboxes[_count++] = outbox;
    }

    /// <summary>Drains the outboxes on this thread when they are few, so that no other must be woken for them; else wakes them.</summary>
    /// <remarks>Not from within a drain: one that leads to another could go on without end.</remarks>
    public void DrainAll()
    {
        if (_count > MaxDrained)
        {
            WakeAll();
            return;
        }

        for (int i = 0; i < _count; i++)
        {
            Outbox outbox = _outboxes[i];
            _outboxes[i] = null!;
            outbox.Drain();
        }

        _count = 0;
    }

    public void WakeAll()
    {
        for (int i = 0; i < _count; i++)
        {
            Outbox outbox = _outboxes[i];
            _outboxes[i] = null!; // a session that has gone must not be kept by a batch
            outbox.Wake();
        }

        _count = 0;
    }
}
