namespace Stomp.Broker.Selectors.Expressions;

/// <summary>What stands between two <c>%</c> of a pattern: characters, and places for any one.</summary>
internal sealed class LikePiece
{
    /// <summary>In place of a character: any one. It is no octet of UTF-8.</summary>
    public const byte AnyCharacter = 0xFF;

    /// <summary>
    /// Octets of a piece that has <c>_</c> and is looked for: a bit for each, in a machine word, says how far it has come. The time is then
    /// that of one walk over the value; comparing the piece at every place would take as many times that as it is long.
    /// </summary>
    public const int MaxSearchedOctets = 64;

    private readonly byte[] _octets;
    private readonly int _characters;
    private readonly bool _hasAny;

    /// <param name="octets">UTF-8, and <see cref="AnyCharacter"/>.</param>
    public LikePiece(byte[] octets)
    {
        _octets = octets;
        _hasAny = octets.Contains(AnyCharacter);
        _characters = octets.Count(octet => !IsContinuation(octet));
    }

    public bool IsEmpty => _octets.Length == 0;

    /// <summary>Whether <see cref="FindEnd"/> may be called.</summary>
    public bool IsSearchable => !_hasAny || _octets.Length <= MaxSearchedOctets;

    /// <summary>The octets at the beginning of a value that match; −1 when it does not begin so.</summary>
    public int MatchStart(ReadOnlySpan<byte> value)
    {
        if (!_hasAny)
        {
            return value.StartsWith(_octets) ? _octets.Length : -1;
        }

        int position = 0;
        foreach (byte octet in _octets)
        {
            if (position == value.Length || (octet == AnyCharacter ? IsContinuation(value[position]) : octet != value[position]))
            {
                return -1;
            }

            position++;
            while (octet == AnyCharacter && position < value.Length && IsContinuation(value[position]))
            {
                position++;
            }
        }

        return position;
    }

    /// <summary>Whether a value ends so.</summary>
    public bool MatchesEnd(ReadOnlySpan<byte> value)
    {
        if (!_hasAny)
        {
            return value.EndsWith(_octets);
        }

        int start = value.Length;
        for (int i = 0; i < _characters; i++)
        {
            do
            {
                if (--start < 0)
                {
                    return false;
                }
            }
            while (IsContinuation(value[start]));
        }

        return MatchStart(value[start..]) == value.Length - start;
    }

    /// <summary>The octets of a value up to the end of the first place that matches; −1 when none does.</summary>
    public int FindEnd(ReadOnlySpan<byte> value)
    {
        if (!_hasAny)
        {
            int start = value.IndexOf(_octets);
            return start < 0 ? -1 : start + _octets.Length;
        }

        return SearchEnd(value);
    }

    private static bool IsContinuation(byte octet) => (octet & 0xC0) == 0x80;

    // Bit n of what is reached: the octets up to here match the piece's first n + 1. An octet that continues a character does not begin one.
    private int SearchEnd(ReadOnlySpan<byte> value)
    {
        Span<ulong> places = stackalloc ulong[256]; // by octet: where in the piece it may stand
        ulong any = FindPlaces(places);
        ulong last = 1UL << (_octets.Length - 1);
        ulong reached = 0;
        for (int i = 0; i < value.Length; i++)
        {
            byte octet = value[i];
            reached = (((reached << 1) | 1) & places[octet]) | (IsContinuation(octet) ? reached & any : 0);
            if ((reached & last) != 0)
            {
                int end = i + 1;
                while (_octets[^1] == AnyCharacter && end < value.Length && IsContinuation(value[end]))
                {
                    end++;
                }

                return end;
            }
        }

        return -1;
    }

    private ulong FindPlaces(Span<ulong> places)
    {
        ulong any = 0;
        for (int i = 0; i < _octets.Length; i++)
        {
            ulong place = 1UL << i;
            if (_octets[i] == AnyCharacter)
            {
                any |= place;
            }
            else
            {
                places[_octets[i]] |= place;
            }
        }

        for (int octet = 0; octet < places.Length; octet++)
        {
            places[octet] |= IsContinuation((byte)octet) ? 0 : any;
        }

        return any;
    }
}
