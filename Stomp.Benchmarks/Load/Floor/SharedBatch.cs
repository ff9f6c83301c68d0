namespace Stomp.Benchmarks.Load.Floor;

/// <summary>Octets that are sent to many connections, and are used again when the last of them has been sent to.</summary>
/// <remarks>Guarded by the server's gate.</remarks>
internal sealed class SharedBatch(Stack<SharedBatch> free)
{
    private const int InitialBytes = 4096;

    private byte[] _octets = new byte[InitialBytes];
    private int _users;

    /// <summary>How many octets there are.</summary>
    public int Count { get; private set; }

    public ArraySegment<byte> Octets => new(_octets, 0, Count);

    /// <summary>Room for more octets, all of which must be written.</summary>
    public Span<byte> Append(int length)
    {
        if (_octets.Length - Count < length)
        {
            Array.Resize(ref _octets, Math.Max(Count + length, _octets.Length * 2));
        }

        Span<byte> room = _octets.AsSpan(Count, length);
        Count += length;
        return room;
    }

    /// <summary>Adds octets.</summary>
    public void Append(ReadOnlySpan<byte> octets) => octets.CopyTo(Append(octets.Length));

    public void AddUser() => _users++;

    /// <summary>One user less; behind the last one it is free.</summary>
    public void RemoveUser()
    {
        if (--_users == 0)
        {
            Count = 0;
            free.Push(this);
        }
    }
}
