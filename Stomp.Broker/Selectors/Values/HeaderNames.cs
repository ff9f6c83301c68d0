namespace Stomp.Broker.Selectors.Values;

/// <summary>The headers that a selector names, numbered, so that one walk over a message's head finds them all. Immutable.</summary>
internal sealed class HeaderNames
{
    private readonly byte[][] _names;
    private readonly ulong _lengths; // a bit for each length, modulo 64: most headers are not asked for, and go by that

    /// <param name="names">Names as STOMP 1.2 escapes them.</param>
    public HeaderNames(byte[][] names)
    {
        _names = names;
        foreach (byte[] name in names)
        {
            _lengths |= 1UL << (name.Length & 63);
        }
    }

    public int Count => _names.Length;

    /// <summary>The number of a name; −1 when it is not asked for.</summary>
    public int IndexOf(ReadOnlySpan<byte> name)
    {
        if ((_lengths >> (name.Length & 63) & 1) != 0)
        {
            for (int i = 0; i < _names.Length; i++)
            {
                if (name.SequenceEqual(_names[i]))
                {
                    return i;
                }
            }
        }

        return -1;
    }
}
