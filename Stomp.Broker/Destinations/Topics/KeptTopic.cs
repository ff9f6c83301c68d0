using Stomp.Broker.Collections;
using Stomp.Broker.Messages;

namespace Stomp.Broker.Destinations.Topics;

/// <summary>What one topic keeps: its last message, if that was to be retained, and recent ones for replay.</summary>
/// <remarks>Not thread-safe: the lock of <see cref="KeptMessages"/> guards it.</remarks>
internal sealed class KeptTopic
{
    // What it takes up beside its messages: the objects, the entry of a table, of a list.
    private const int OverheadBytes = 512;

    private readonly Deque<KeptMessage> _recent = new();
    private Message? _marked; // the retained message as subscribers get it
    private long _recentBytes;

    /// <param name="name">Its tokens, separated by dots.</param>
    /// <param name="destination">A destination that it has.</param>
    /// <param name="lostNumber">The highest number that one of its messages may have had which is gone.</param>
    public KeptTopic(byte[] name, byte[] destination, long lostNumber)
    {
        Name = name;
        Destination = destination;
        LostNumber = lostNumber;
        Node = new LinkedListNode<KeptTopic>(this);
        Footprint = OverheadBytes + name.Length + destination.Length;
    }

    public byte[] Name { get; }

    public byte[] Destination { get; }

    /// <summary>Its place among those with messages for replay, by when they were published to last.</summary>
    public LinkedListNode<KeptTopic> Node { get; }

    public TopicPolicy Policy { get; set; } = TopicPolicy.None;

    /// <summary>Whether a retained message of it is stored; for <see cref="RetainedJournal"/>.</summary>
    public bool IsStored { get; set; }

    /// <summary>The retained message; <see langword="null"/> for none.</summary>
    public KeptMessage? Retained { get; private set; }

    /// <summary>The messages for replay.</summary>
    public int Count => _recent.Count;

    /// <summary>Octets of memory that it takes up for replay.</summary>
    public long Footprint { get; private set; }

    /// <summary>The number of the newest message that was kept for replay and is gone; 0 for none.</summary>
    public long LostNumber { get; private set; }

    /// <summary>When that was published.</summary>
    public long LostTime { get; private set; }

    /// <summary>Whether it has more for replay than it is to have; the newest one stays in any case, unless it is too old.</summary>
    public bool IsOverfull(long now) =>
        _recent.Count > 0
        && ((_recent.Count > 1 && (_recent.Count > Policy.MaxMessages || _recentBytes > Policy.MaxBytes))
            || (Policy.MaxAge > 0 && _recent.Front.Time + Policy.MaxAge <= now));

    public void Add(in KeptMessage message)
    {
        _recent.PushBack(message);
        _recentBytes += message.Message.Length;
        Footprint += message.Message.Footprint;
    }

    /// <summary>Forgets the oldest message for replay.</summary>
    /// <returns>The octets of memory that it has taken up.</returns>
    public long RemoveOldest()
    {
        KeptMessage oldest = _recent.PopFront();
        LostNumber = oldest.Number;
        LostTime = oldest.Time;
        long footprint = oldest.Message.Footprint;
        _recentBytes -= oldest.Message.Length;
        Footprint -= footprint;
        oldest.Message.Release();
        return footprint;
    }

    public void Retain(in KeptMessage message)
    {
        ForgetRetained();
        Retained = message;
    }

    /// <summary>Forgets the retained message.</summary>
    public void ForgetRetained()
    {
        Retained?.Message.Release();
        Retained = null;
        _marked?.Release();
        _marked = null;
    }

    /// <summary>The retained message with the header that tells that it is one; no reference is added.</summary>
    public Message GetMarked(MessageEncoder encoder) => _marked ??= encoder.WithHeader(Retained!.Value.Message, "retained"u8, "true"u8);

    /// <summary>The number of the last but <paramref name="count"/> minus one message for replay; or of the oldest, or of the one that comes next.</summary>
    public long GetNumberOfLast(int count) =>
        _recent.Count == 0 ? LostNumber + 1 : _recent[Math.Max(0, _recent.Count - count)].Number;

    /// <summary>The number of the first message for replay that was published at or after a time; or of the one that comes next.</summary>
    public long GetNumberAt(long time)
    {
        int index = Search(time, byTime: true);
        return index < _recent.Count ? _recent[index].Number : _recent.Count == 0 ? LostNumber + 1 : _recent[_recent.Count - 1].Number + 1;
    }

    /// <summary>Finds the first message for replay with at least this number.</summary>
    public bool TryFind(long number, out KeptMessage found)
    {
        int index = Search(number, byTime: false);
        found = index < _recent.Count ? _recent[index] : default;
        return index < _recent.Count;
    }

    // The place of the first with at least this number, or time.
    private int Search(long least, bool byTime)
    {
        int low = 0;
        int high = _recent.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            ref readonly KeptMessage message = ref _recent[middle];
            if ((byTime ? message.Time : message.Number) >= least)
            {
                high = middle;
            }
            else
            {
                low = middle + 1;
            }
        }

        return low;
    }
}
