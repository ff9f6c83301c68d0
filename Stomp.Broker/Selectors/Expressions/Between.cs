using System.Text;
using Stomp.Broker.Selectors.Values;

namespace Stomp.Broker.Selectors.Expressions;

/// <summary>
/// <c>a BETWEEN low AND high</c> is <c>a &gt;= low AND a &lt;= high</c>; <c>a NOT BETWEEN low AND high</c> is <c>a &lt; low OR a &gt; high</c>.
/// </summary>
internal sealed class Between(Operand operand, Operand low, Operand high, bool isNegated) : Condition
{
    public override Precedence Precedence => Precedence.Comparison;

    public override Truth Test(in MessageHeaders headers)
    {
        Value value = operand.Evaluate(headers);
        if (value.IsNull)
        {
            return Truth.Unknown;
        }

        Truth decides = isNegated ? Truth.True : Truth.False;
        Truth first = Comparison.Compare(value, isNegated ? ComparisonOperator.Less : ComparisonOperator.GreaterOrEqual, low.Evaluate(headers));
        if (first == decides)
        {
            return decides;
        }

        Truth second = Comparison.Compare(value, isNegated ? ComparisonOperator.Greater : ComparisonOperator.LessOrEqual, high.Evaluate(headers));
        return second == decides || first != Truth.Unknown ? second : first;
    }

    protected override void WriteTo(StringBuilder text)
    {
        Write(text, operand, Precedence.Sum);
        text.Append(isNegated ? " NOT BETWEEN " : " BETWEEN ");
        Write(text, low, Precedence.Sum);
        text.Append(" AND ");
        Write(text, high, Precedence.Sum);
    }
}
