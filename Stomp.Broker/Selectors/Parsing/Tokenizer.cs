using System.Text;
using Stomp.Broker.Selectors.Expressions;

namespace Stomp.Broker.Selectors.Parsing;

/// <summary>Takes a selector apart into words, from left to right.</summary>
internal sealed class Tokenizer(SelectorText source)
{
    private const string QuoteNames = "a name with other characters than letters, digits, '_', '$' and '-' is put in double quotes";

    private readonly string _text = source.Text;
    private int _position;

    /// <summary>Skips what ActiveMQ's and Apollo's clients write in front: both ask for what is always done here.</summary>
    public void SkipPrefixes()
    {
        while (TrySkip("convert_string_expressions:") || TrySkip("hyphenated_props:"))
        {
        }
    }

    /// <summary>The next word; after the last one <see cref="TokenKind.End"/>, for ever.</summary>
    /// <exception cref="SelectorException">There is none that begins so.</exception>
    public Token Read()
    {
        while (_position < _text.Length && _text[_position] is ' ' or '\t' or '\n' or '\r' or '\f')
        {
            _position++;
        }

        if (_position == _text.Length)
        {
            return new Token(TokenKind.End, _position, 0, "");
        }

        char first = _text[_position];
        char second = _position + 1 < _text.Length ? _text[_position + 1] : '\0';
        switch (first)
        {
            case '\'':
                return ReadQuoted(TokenKind.Text, "string");
            case '"':
                return ReadQuoted(TokenKind.QuotedName, "name");
            case (>= '0' and <= '9') or '.' when first != '.' || char.IsAsciiDigit(second):
                return ReadNumber();
            case '-' when second == '-':
                throw source.Error(_position, "'--' is not an operator, and comments are not allowed; write '- -' for two signs");
            case '=' or '+' or '-' or '*' or '/' or '%' or '(' or ')' or ',':
                return Take(FindOperator(first), 1);
            case '<' when second == '>':
            case '!' when second == '=':
                return Take(TokenKind.NotEqual, 2);
            case '<':
                return second == '=' ? Take(TokenKind.LessOrEqual, 2) : Take(TokenKind.Less, 1);
            case '>':
                return second == '=' ? Take(TokenKind.GreaterOrEqual, 2) : Take(TokenKind.Greater, 1);
            default:
                return ReadWord();
        }
    }

    private static TokenKind FindOperator(char character) => character switch
    {
        '=' => TokenKind.Equal,
        '+' => TokenKind.Plus,
        '-' => TokenKind.Minus,
        '*' => TokenKind.Star,
        '/' => TokenKind.Slash,
        '%' => TokenKind.Percent,
        '(' => TokenKind.Open,
        ')' => TokenKind.Close,
        _ => TokenKind.Comma,
    };

    // The kinds of keywords are called as these are written.
    private static TokenKind FindKeyword(string word) =>
        NameSyntax.IsReserved(word) ? Enum.Parse<TokenKind>(word, ignoreCase: true) : TokenKind.Name;

    private bool TrySkip(string prefix)
    {
        bool isThere = string.CompareOrdinal(_text, _position, prefix, 0, prefix.Length) == 0;
        _position += isThere ? prefix.Length : 0;
        return isThere;
    }

    private Token Take(TokenKind kind, int length)
    {
        var token = new Token(kind, _position, length, _text.Substring(_position, length));
        _position += length;
        return token;
    }

    private Token ReadWord()
    {
        int length = NameSyntax.Measure(_text.AsSpan(_position));
        if (length == 0)
        {
            throw source.Error(_position, $"{Describe(_position)} cannot stand here; {QuoteNames}");
        }

        Token name = Take(FindKeyword(_text.Substring(_position, length)), length);
        if (_position < _text.Length && _text[_position] is '.' or ':')
        {
            throw source.Error(_position, $"{Describe(_position)} cannot stand in a name; {QuoteNames}");
        }

        return name;
    }

    // A quote within is written twice.
    private Token ReadQuoted(TokenKind kind, string what)
    {
        char quote = _text[_position];
        var value = new StringBuilder();
        for (int i = _position + 1; i < _text.Length; i++)
        {
            if (_text[i] != quote)
            {
                value.Append(_text[i]);
            }
            else if (i + 1 < _text.Length && _text[i + 1] == quote)
            {
                value.Append(quote);
                i++;
            }
            else
            {
                var token = new Token(kind, _position, i + 1 - _position, value.ToString());
                _position = i + 1;
                return token;
            }
        }

        throw source.Error(_position, $"the {what} that begins here has no {quote} at its end");
    }

    // All that can stand in a number; whether it is one is for NumberSyntax to say.
    private Token ReadNumber()
    {
        bool isHexadecimal = _position + 1 < _text.Length && _text[_position + 1] is 'x' or 'X';
        int end = _position;
        while (end < _text.Length
            && (char.IsAsciiLetterOrDigit(_text[end]) || _text[end] is '.' or '_'
                || (_text[end] is '+' or '-' && !isHexadecimal && _text[end - 1] is 'e' or 'E')))
        {
            end++;
        }

        return Take(TokenKind.Number, end - _position);
    }

    private string Describe(int index)
    {
        bool isCharacter = Rune.TryGetRuneAt(_text, index, out Rune character);
        return !isCharacter || Rune.IsControl(character) || Rune.IsWhiteSpace(character)
            ? $"the character U+{(isCharacter ? character.Value : _text[index]):X4}"
            : $"'{character}'";
    }
}
