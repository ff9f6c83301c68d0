using System.Text;

namespace Stomp.Broker.Selectors.Expressions;

/// <summary>
/// The pattern of a LIKE: <c>%</c> stands for any characters, <c>_</c> for any one. After the escape character these, and itself, stand for
/// themselves; before any other character it does so too, as in ActiveMQ.
/// </summary>
/// <remarks>
/// The pieces between the <c>%</c> are looked for one after another, each where it is first found: a later place could not let more match.
/// So no octet of a value is looked at again for another piece, however many there are.
/// </remarks>
internal sealed class LikePattern
{
    private readonly LikePiece _first;
    private readonly LikePiece[] _inner;
    private readonly LikePiece? _last; // null without a %

    public LikePattern(string text, Rune? escape)
    {
        Text = text;
        Escape = escape?.ToString();
        List<LikePiece> pieces = Split(text, escape);
        _first = pieces[0];
        _last = pieces.Count > 1 ? pieces[^1] : null;
        _inner = [.. pieces.Take(pieces.Count - 1).Skip(1).Where(piece => !piece.IsEmpty)];
    }

    public string Text { get; }

    public string? Escape { get; }

    /// <summary>Whether all pieces between two <c>%</c> can be looked for: <see cref="LikePiece.MaxSearchedOctets"/>.</summary>
    public bool IsSearchable => Array.TrueForAll(_inner, piece => piece.IsSearchable);

    public bool IsMatch(ReadOnlySpan<byte> value)
    {
        int end = _first.MatchStart(value);
        if (end < 0 || _last is null)
        {
            return end == value.Length;
        }

        ReadOnlySpan<byte> rest = value[end..];
        foreach (LikePiece piece in _inner)
        {
            end = piece.FindEnd(rest);
            if (end < 0)
            {
                return false;
            }

            rest = rest[end..];
        }

        return _last.MatchesEnd(rest);
    }

    private static List<LikePiece> Split(string text, Rune? escape)
    {
        var pieces = new List<LikePiece>();
        var octets = new List<byte>();
        Span<byte> utf8 = stackalloc byte[4];
        bool isEscaped = false;
        Rune[] characters = [.. text.EnumerateRunes()];
        for (int i = 0; i < characters.Length; i++)
        {
            Rune character = characters[i];
            bool isSpecial = character.Value is '%' or '_';
            if (!isEscaped && character == escape && i + 1 < characters.Length
                && (characters[i + 1] == escape || characters[i + 1].Value is '%' or '_'))
            {
                isEscaped = true;
                continue;
            }

            if (isEscaped || !isSpecial)
            {
                octets.AddRange(utf8[..character.EncodeToUtf8(utf8)]);
            }
            else if (character.Value == '_')
            {
                octets.Add(LikePiece.AnyCharacter);
            }
            else
            {
                pieces.Add(new LikePiece([.. octets]));
                octets.Clear();
            }

            isEscaped = false;
        }

        pieces.Add(new LikePiece([.. octets]));
        return pieces;
    }
}
