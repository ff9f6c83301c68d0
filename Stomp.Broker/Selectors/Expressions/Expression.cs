using System.Text;

namespace Stomp.Broker.Selectors.Expressions;

/// <summary>A part of a selector. Immutable, so that any number of threads may evaluate it at a time.</summary>
internal abstract class Expression
{
    public abstract Precedence Precedence { get; }

    public sealed override string ToString()
    {
        var text = new StringBuilder();
        WriteTo(text);
        return text.ToString();
    }

    /// <summary>Writes it as a selector that parses to the same.</summary>
    protected abstract void WriteTo(StringBuilder text);

    /// <summary>Writes a part, in parentheses where it would otherwise fall apart.</summary>
    /// <param name="text">Where to.</param>
    /// <param name="part">The part.</param>
    /// <param name="least">The weakest precedence that needs no parentheses.</param>
    protected static void Write(StringBuilder text, Expression part, Precedence least)
    {
        bool isLoose = part.Precedence < least;
        if (isLoose)
        {
            text.Append('(');
        }

        part.WriteTo(text);
        if (isLoose)
        {
            text.Append(')');
        }
    }

    /// <summary>Writes parts with something between them.</summary>
    protected static void WriteAll(StringBuilder text, ReadOnlySpan<Expression> parts, string separator, Precedence least)
    {
        for (int i = 0; i < parts.Length; i++)
        {
            text.Append(i == 0 ? "" : separator);
            Write(text, parts[i], least);
        }
    }
}
