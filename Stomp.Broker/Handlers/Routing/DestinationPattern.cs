using System.Buffers;
using System.Text;

namespace Stomp.Broker.Handlers.Routing;

/// <summary>
/// The destinations behind an application prefix that a handler is for: <c>/chat/{room}</c>. As in topics <c>.</c> and <c>/</c> both separate
/// tokens, and make no difference. A whole token may be a variable <c>{name}</c>, <c>*</c> for any one token, or <c>**</c> for any number of them.
/// </summary>
/// <remarks>Immutable. Patterns are in one order, the most specific first, see <see cref="CompareTo"/>.</remarks>
internal sealed class DestinationPattern : IComparable<DestinationPattern>
{
    private static readonly char[] Separators = ['.', '/'];
    private static readonly SearchValues<char> Reserved = SearchValues.Create("*{}?#>");

    private readonly PatternToken[] _tokens;
    private readonly string[] _variables;

    private DestinationPattern(string text, PatternToken[] tokens, string[] variables)
    {
        Text = text;
        _tokens = tokens;
        _variables = variables;
    }

    /// <summary>The pattern, as it was written.</summary>
    public string Text { get; }

    /// <summary>The names of its variables, in order.</summary>
    public IReadOnlyList<string> Variables => _variables;

    /// <summary>The place of a variable among them; -1 when there is none of this name.</summary>
    public int IndexOf(string variable) => Array.IndexOf(_variables, variable);

    /// <summary>Whether it is one destination: no token is a variable or a wildcard.</summary>
    public bool IsLiteral => _tokens.All(static token => token.Kind == TokenKind.Literal);

    /// <summary>The tokens of one without variables and wildcards, with a slash between them: what destinations are looked up by.</summary>
    public byte[] ToLiteral() => Encoding.UTF8.GetBytes(string.Join('/', _tokens.Select(static token => token.Text)));

    /// <summary>Reads a pattern.</summary>
    /// <exception cref="ArgumentException">It is malformed; the message says how.</exception>
    public static DestinationPattern Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string trimmed = text.Length > 0 && Separators.Contains(text[0]) ? text[1..] : text;
        if (trimmed.Length == 0)
        {
            throw new ArgumentException($"the pattern '{text}' names no destination; write one like /hello or /chat/{{room}}");
        }

        var variables = new List<string>();
        PatternToken[] tokens = [.. Split(trimmed, text).Select(token => ParseToken(token, text, variables))];
        return new DestinationPattern(text, tokens, [.. variables]);
    }

    /// <summary>Compares a destination, given by its tokens, with the pattern.</summary>
    /// <param name="path">The destination, without the application prefix.</param>
    /// <param name="tokens">Where its tokens are.</param>
    /// <param name="values">Gets where the values of the variables are; as long as there are tokens, at least.</param>
    public bool IsMatch(ReadOnlySpan<byte> path, ReadOnlySpan<Range> tokens, Span<Range> values)
    {
        // To go back to the last ** alone is enough: one before it that took other tokens would only leave it fewer. So the work is
        // bounded by the product of the two lengths.
        int at = 0;
        int token = 0;
        int lastAnyNumber = -1;
        int taken = 0;
        while (token < tokens.Length)
        {
            if (at < _tokens.Length && _tokens[at].Kind == TokenKind.AnyNumber)
            {
                lastAnyNumber = at++;
                taken = token;
            }
            else if (at < _tokens.Length && IsMatch(_tokens[at], path[tokens[token]]))
            {
                if (_tokens[at].Variable >= 0)
                {
                    values[_tokens[at].Variable] = tokens[token];
                }

                at++;
                token++;
            }
            else if (lastAnyNumber >= 0)
            {
                at = lastAnyNumber + 1;
                token = ++taken;
            }
            else
            {
                return false;
            }
        }

        while (at < _tokens.Length && _tokens[at].Kind == TokenKind.AnyNumber)
        {
            at++;
        }

        return at == _tokens.Length;
    }

    /// <summary>
    /// Which is more specific, the lesser: token by token from the left a literal is before a variable or <c>*</c>, these before <c>**</c>, and
    /// a longer pattern before a shorter one. Two are equal only when they match the same destinations.
    /// </summary>
    public int CompareTo(DestinationPattern? other)
    {
        ArgumentNullException.ThrowIfNull(other);
        for (int i = 0; i < _tokens.Length && i < other._tokens.Length; i++)
        {
            PatternToken mine = _tokens[i];
            PatternToken its = other._tokens[i];
            int order = GetRank(mine.Kind) - GetRank(its.Kind);
            if (order == 0 && mine.Kind == TokenKind.Literal)
            {
                order = string.CompareOrdinal(mine.Text, its.Text);
            }

            if (order != 0)
            {
                return order;
            }
        }

        return other._tokens.Length - _tokens.Length;
    }

    public override string ToString() => Text;

    // A variable and * match the same tokens.
    private static int GetRank(TokenKind kind) => kind == TokenKind.Any ? (int)TokenKind.Variable : (int)kind;

    private static bool IsMatch(in PatternToken expected, ReadOnlySpan<byte> token) =>
        expected.Kind == TokenKind.Literal ? token.SequenceEqual(expected.Octets) : !token.IsEmpty;

    // Separators within braces belong to the name, which is then refused with a better reason than that of its halves.
    private static List<string> Split(string trimmed, string text)
    {
        var tokens = new List<string>();
        var token = new StringBuilder();
        bool isInside = false;
        foreach (char character in trimmed)
        {
            isInside = character switch { '{' => true, '}' => false, _ => isInside };
            if (!isInside && Separators.Contains(character))
            {
                tokens.Add(token.ToString());
                token.Clear();
            }
            else
            {
                token.Append(character);
            }
        }

        if (token.Length > 0)
        {
            tokens.Add(token.ToString()); // a separator at the end makes no difference, as in topics
        }

        return tokens.Contains("") ? throw new ArgumentException($"the pattern '{text}' has an empty token; separators stand alone") : tokens;
    }

    private static PatternToken ParseToken(string token, string text, List<string> variables)
    {
        switch (token)
        {
            case "*":
                return new PatternToken(TokenKind.Any, "", [], -1);
            case "**":
                return new PatternToken(TokenKind.AnyNumber, "", [], -1);
        }

        if (token[0] == '{' && token[^1] == '}')
        {
            string name = token[1..^1];
            if (name.Length == 0 || !name.All(static character => char.IsLetterOrDigit(character) || character == '_'))
            {
                throw new ArgumentException(
                    $"the pattern '{text}' has a variable '{token}'; its name takes letters, digits and underscores, and no expression: {{room}}");
            }

            if (variables.Contains(name))
            {
                throw new ArgumentException($"the pattern '{text}' has the variable '{token}' twice; names must differ");
            }

            variables.Add(name);
            return new PatternToken(TokenKind.Variable, name, [], variables.Count - 1);
        }

        return token.AsSpan().ContainsAny(Reserved)
            ? throw new ArgumentException(
                $"the pattern '{text}' has the token '{token}'; a variable {{name}} or a wildcard (* or **) must be a whole token")
            : new PatternToken(TokenKind.Literal, token, Encoding.UTF8.GetBytes(token), -1);
    }
}
