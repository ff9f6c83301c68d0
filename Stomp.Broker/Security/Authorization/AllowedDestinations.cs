using Stomp.Broker.Collections;

namespace Stomp.Broker.Security.Authorization;

/// <summary>The destinations that a session may use, so that each is judged once.</summary>
/// <remarks>The session's loop alone uses it.</remarks>
internal sealed class AllowedDestinations
{
    // What a session uses at a time; one that goes through more is judged anew now and then. 16 KiB in all, whatever the length of names.
    private const int MaxCount = 128;
    private const int MaxBytes = 16 * 1024;

    private readonly HashSet<byte[]> _names = new(Utf8Comparer.Instance);
    private int _bytes;

    public bool Contains(ReadOnlySpan<byte> destination) => _names.GetAlternateLookup<ReadOnlySpan<byte>>().Contains(destination);

    public void Add(byte[] destination)
    {
        if (_names.Count == MaxCount || _bytes + destination.Length > MaxBytes)
        {
            Clear();
        }

        _bytes += _names.Add(destination) ? destination.Length : 0;
    }

    public void Clear()
    {
        _names.Clear();
        _bytes = 0;
    }
}
