using System.Buffers;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Unicode;
using Stomp.Core.Protocol;

namespace Stomp.Broker.Messages;

/// <summary>
/// A published message, encoded once for all who get it; or a frame of the broker's own, for one session. Immutable.
/// </summary>
/// <remarks>
/// <para>
/// Holds the shared tail of its MESSAGE frame: <c>message-id</c>, <c>destination</c>, the other headers, the body and NUL. What differs
/// between subscriptions is written in front of it at delivery. The tail is encoded for 1.2; when some header needs escapes, the tails
/// for 1.0 and 1.1 are made at their first use.
/// </para>
/// <para>
/// Pooled and reference-counted, by any thread: who holds it has a reference; with the last one its memory goes back. Never touch it
/// after releasing.
/// </para>
/// </remarks>
internal sealed class Message
{
    // What a message costs beside its octets: the object, the array's header, its place in a queue that has grown.
    private const int OverheadBytes = 136 + 24 + 64;

    private readonly MessagePool _pool;
    private readonly byte[]? _own; // of a small message, kept with the object
    private byte[] _octets;
    private int _references;
    private int _idLength;
    private bool _sameInAllVersions;
    private byte[]? _tail10;
    private byte[]? _tail11;
    private volatile Utf8State _utf8;

    /// <summary>Makes a message for the pool.</summary>
    /// <param name="pool">Where it goes back to.</param>
    /// <param name="isSmall">Whether it has memory of its own: <see cref="MessagePool.SmallBytes"/>.</param>
    public Message(MessagePool pool, bool isSmall)
    {
        _pool = pool;
        _own = isSmall ? GC.AllocateUninitializedArray<byte>(MessagePool.SmallBytes) : null;
        _octets = _own ?? [];
    }

    private enum Utf8State
    {
        Unknown,
        Valid,
        Invalid,
    }

    /// <summary>Octets of the tail in 1.2: what the message counts for in limits.</summary>
    public int Length { get; private set; }

    /// <summary>What its headers ask queues and topics for.</summary>
    public MessageProperties Properties { get; private set; }

    /// <summary>Which of them there are.</summary>
    public MessageTraits Traits => Properties.Traits;

    /// <summary>Its number among all messages that topics keep for replay, from 1; 0 for one that is not kept so.</summary>
    public long Number { get; private set; }

    /// <summary>The number of the session that sent it; 0 for the application, and for what was stored.</summary>
    public long Sender { get; private set; }

    /// <summary>Whether no header needs other escapes in older versions.</summary>
    public bool IsSameInAllVersions => _sameInAllVersions;

    /// <summary>Octets of memory that it takes up, all in all.</summary>
    public int Footprint => _octets.Length + OverheadBytes;

    /// <summary>Whether it has memory of its own, and not only while it is in use.</summary>
    public bool IsSmall => _own is not null;

    /// <summary>The memory for its octets, while it is encoded.</summary>
    internal byte[] Octets => _octets;

    /// <summary>The value of <c>message-id</c>; empty for a frame of the broker's own.</summary>
    public ReadOnlySpan<byte> Id => _octets.AsSpan(MessageEncoder.IdStart, _idLength);

    /// <summary>The octets of <c>message-id:…</c> and its line end, with which every tail begins.</summary>
    public int IdLineLength => MessageEncoder.IdStart + _idLength + 1;

    /// <summary>Whether the tail is valid UTF-8, so that it can go in a text message. Looked at once.</summary>
    public bool IsUtf8
    {
        get
        {
            if (_utf8 == Utf8State.Unknown)
            {
                _utf8 = Utf8.IsValid(_octets.AsSpan(0, Length)) ? Utf8State.Valid : Utf8State.Invalid;
            }

            return _utf8 == Utf8State.Valid;
        }
    }

    /// <summary>The tail as a session of a version gets it.</summary>
    public ReadOnlySpan<byte> GetTail(StompVersion version) =>
        _sameInAllVersions || version == StompVersion.V12 ? _octets.AsSpan(0, Length) : GetReencodedTail(version);

    /// <summary>Gives it its number, before anybody gets it.</summary>
    public void SetNumber(long number) => Number = number;

    public void AddReferences(int count)
    {
        int references = Interlocked.Add(ref _references, count);
        Debug.Assert(references > count, "a released message was taken up again");
    }

    public void Release()
    {
        int references = Interlocked.Decrement(ref _references);
        Debug.Assert(references >= 0, "a message was released twice");
        if (references == 0)
        {
            Recycle();
        }
    }

    /// <summary>Takes memory from the shared pool for a message that is larger than small ones are.</summary>
    internal void TakeMemory(int capacity) => _octets = ArrayPool<byte>.Shared.Rent(capacity);

    /// <summary>Takes larger memory, and what was encoded so far over into it.</summary>
    internal byte[] Grow(int capacity, int length)
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(capacity);
        _octets.AsSpan(0, length).CopyTo(larger);
        GiveMemoryBack();
        return _octets = larger;
    }

    /// <summary>Ends the encoding; the caller gets the first reference.</summary>
    internal void Complete(int length, int idLength, bool sameInAllVersions, in MessageProperties properties = default, long sender = 0)
    {
        Debug.Assert(_references == 0);
        Length = length;
        _idLength = idLength;
        _sameInAllVersions = sameInAllVersions;
        Properties = properties;
        Sender = sender;
        Number = 0;
        _utf8 = Utf8State.Unknown;
        _references = 1;
#if DEBUG
        _pool.OnCompleted();
#endif
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Recycle()
    {
        GiveMemoryBack();
        _octets = _own ?? [];
        if (!_sameInAllVersions)
        {
            _tail10 = null;
            _tail11 = null;
        }

        _pool.Return(this);
    }

    private void GiveMemoryBack()
    {
        if (_octets != _own)
        {
            ArrayPool<byte>.Shared.Return(_octets);
        }
    }

    // Two threads may both make it; the results are the same, and either may stay.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private byte[] GetReencodedTail(StompVersion version)
    {
        ref byte[]? tail = ref version == StompVersion.V10 ? ref _tail10 : ref _tail11;
        return Volatile.Read(ref tail) ?? (tail = MessageEncoder.Reencode(_octets.AsSpan(0, Length), version));
    }
}
