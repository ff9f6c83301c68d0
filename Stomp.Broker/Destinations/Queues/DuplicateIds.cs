using System.Buffers.Binary;
using System.Security.Cryptography;
using Stomp.Broker.Collections;

namespace Stomp.Broker.Destinations.Queues;

/// <summary>The ids of the messages that came in a window of time, so that a second message with one of them is found.</summary>
/// <remarks>Not thread-safe: the queue's lock guards it. Ids are kept as digests, so that long ones take no more memory than short ones.</remarks>
internal sealed class DuplicateIds
{
    /// <summary>Octets of memory that one takes.</summary>
    public const int Footprint = 80;

    // What five minutes bring at 333 messages a second; 8 MB. Of more the oldest are forgotten before their time.
    private const int MaxIds = 100_000;

    private readonly HashSet<UInt128> _ids = [];
    private readonly Deque<(UInt128 Id, long Until)> _byAge = new();

    public int Count => _byAge.Count;

    /// <summary>The timestamp until which the oldest is remembered; never where there is none.</summary>
    public long NextDue => Count > 0 ? _byAge.Front.Until : long.MaxValue;

    /// <summary>Remembers an id.</summary>
    /// <returns><see langword="false"/> when it is remembered already.</returns>
    public bool TryAdd(ReadOnlySpan<byte> id, long until)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(id, digest);
        UInt128 key = BinaryPrimitives.ReadUInt128LittleEndian(digest);
        if (!_ids.Add(key))
        {
            return false;
        }

        _byAge.PushBack((key, until));
        return true;
    }

    /// <summary>Forgets those whose time is over, and those beyond the limit.</summary>
    /// <returns>How many.</returns>
    public int Forget(long now)
    {
        int forgotten = 0;
        while (Count > 0 && (_byAge.Front.Until <= now || Count > MaxIds))
        {
            _ids.Remove(_byAge.PopFront().Id);
            forgotten++;
        }

        return forgotten;
    }

    /// <summary>Forgets all.</summary>
    /// <returns>How many.</returns>
    public int Clear()
    {
        int forgotten = Count;
        while (Count > 0)
        {
            _ids.Remove(_byAge.PopFront().Id);
        }

        return forgotten;
    }
}
