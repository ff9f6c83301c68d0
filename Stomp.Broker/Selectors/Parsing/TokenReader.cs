using System.Diagnostics.CodeAnalysis;

namespace Stomp.Broker.Selectors.Parsing;

/// <summary>The words of a selector, one ahead.</summary>
internal sealed class TokenReader
{
    private readonly SelectorText _source;
    private readonly Tokenizer _tokenizer;
    private Token _previous;

    /// <exception cref="SelectorException">The first word is none.</exception>
    public TokenReader(SelectorText source)
    {
        _source = source;
        _tokenizer = new Tokenizer(source);
        _tokenizer.SkipPrefixes();
        Current = _tokenizer.Read();
    }

    public Token Current { get; private set; }

    /// <summary>Takes the current word.</summary>
    public Token Take()
    {
        _previous = Current;
        Current = _tokenizer.Read();
        return _previous;
    }

    /// <summary>Takes the current word if it is one of these.</summary>
    public bool TryTake(TokenKind kind)
    {
        bool isThere = Current.Kind == kind;
        if (isThere)
        {
            Take();
        }

        return isThere;
    }

    /// <summary>Takes the current word, which must be one of these.</summary>
    /// <param name="kind">Its kind.</param>
    /// <param name="what">What it is, for the error.</param>
    public Token Expect(TokenKind kind, string what)
    {
        if (Current.Kind != kind)
        {
            FailExpecting(what);
        }

        return Take();
    }

    /// <summary>Fails at a place.</summary>
    [DoesNotReturn]
    public void Fail(int index, string what) => throw _source.Error(index, what);

    /// <summary>Fails at the current word, in place of which something else should stand.</summary>
    [DoesNotReturn]
    public void FailExpecting(string what)
    {
        string after = _previous.Length > 0 ? $" after {Describe(_previous)}" : "";
        string instead = Current.Kind == TokenKind.End ? "" : $", not {Describe(Current)}";
        Fail(Current.Start, $"expected {what}{after}{instead}");
    }

    /// <summary>The position of an index, for a message.</summary>
    public int GetPosition(int index) => _source.Error(index, "").Position;

    // As it stands there, unless that is long.
    private string Describe(in Token token)
    {
        const int Longest = 40; // a word, and a line of a log can still be read
        ReadOnlySpan<char> text = _source.Text.AsSpan(token.Start, Math.Min(token.Length, Longest));
        string end = token.Length > Longest ? "…" : "";
        return token.Kind is TokenKind.Text or TokenKind.QuotedName ? $"{text}{end}" : $"'{text}{end}'";
    }
}
