using System.Text;
using Stomp.Broker.Selectors.Values;

namespace Stomp.Broker.Selectors.Expressions;

/// <summary><c>a LIKE 'pattern' ESCAPE 'c'</c>.</summary>
internal sealed class Like(Operand operand, LikePattern pattern, bool isNegated) : Condition
{
    public override Precedence Precedence => Precedence.Comparison;

    public override Truth Test(in MessageHeaders headers)
    {
        Value value = operand.Evaluate(headers);
        return value.IsNull ? Truth.Unknown : pattern.IsMatch(value.Text) != isNegated ? Truth.True : Truth.False;
    }

    protected override void WriteTo(StringBuilder text)
    {
        Write(text, operand, Precedence.Sum);
        text.Append(isNegated ? " NOT LIKE " : " LIKE ").Append(TextLiteral.Quote(pattern.Text));
        if (pattern.Escape is { } escape)
        {
            text.Append(" ESCAPE ").Append(TextLiteral.Quote(escape));
        }
    }
}
