using System.Text;
using Stomp.Broker.Selectors.Values;

namespace Stomp.Broker.Selectors.Expressions;

/// <summary><c>a = b</c>, <c>a &lt; b</c> and so on.</summary>
/// <remarks>
/// Headers are text, so what is compared with a number is taken for one, and what is compared with a boolean for that. Where it is none, the
/// two are different: <c>&lt;&gt;</c> is true, and all else is false. Two texts are compared octet by octet, even if both are numbers: so does
/// ActiveMQ.
/// </remarks>
internal sealed class Comparison(Operand left, ComparisonOperator operation, Operand right) : Condition
{
    public override Precedence Precedence => Precedence.Comparison;

    public override Truth Test(in MessageHeaders headers)
    {
        Value first = left.Evaluate(headers);
        return first.IsNull ? Truth.Unknown : Compare(first, operation, right.Evaluate(headers));
    }

    public static Truth Compare(in Value left, ComparisonOperator operation, in Value right)
    {
        if (left.IsNull || right.IsNull)
        {
            return Truth.Unknown;
        }

        if (left.Kind == ValueKind.Text && right.Kind == ValueKind.Text)
        {
            bool isOrder = operation is not (ComparisonOperator.Equal or ComparisonOperator.NotEqual);
            return Judge(operation, isOrder ? left.Text.SequenceCompareTo(right.Text) : left.Text.SequenceEqual(right.Text) ? 0 : 1);
        }

        if (left.Kind == ValueKind.Boolean || right.Kind == ValueKind.Boolean)
        {
            // Booleans have no order; the parser lets them be compared by = and <> only.
            Truth first = ToBoolean(left);
            Truth second = ToBoolean(right);
            return first == Truth.Unknown || second == Truth.Unknown ? JudgeDifferent(operation) : Judge(operation, first == second ? 0 : 1);
        }

        Value leftNumber = left.ToNumber();
        Value rightNumber = right.ToNumber();
        if (leftNumber.IsNull || rightNumber.IsNull)
        {
            return JudgeDifferent(operation);
        }

        return leftNumber.Kind == ValueKind.Integer && rightNumber.Kind == ValueKind.Integer
            ? Judge(operation, leftNumber.Integer.CompareTo(rightNumber.Integer))
            : Judge(operation, leftNumber.Real.CompareTo(rightNumber.Real));
    }

    protected override void WriteTo(StringBuilder text)
    {
        Write(text, left, Precedence.Sum);
        text.Append(operation switch
        {
            ComparisonOperator.Less => " < ",
            ComparisonOperator.LessOrEqual => " <= ",
            ComparisonOperator.Equal => " = ",
            ComparisonOperator.NotEqual => " <> ",
            ComparisonOperator.GreaterOrEqual => " >= ",
            _ => " > ",
        });
        Write(text, right, Precedence.Sum);
    }

    private static Truth Judge(ComparisonOperator operation, int order)
    {
        ComparisonOperator found = order < 0 ? ComparisonOperator.Less : order == 0 ? ComparisonOperator.Equal : ComparisonOperator.Greater;
        return (operation & found) != 0 ? Truth.True : Truth.False;
    }

    // What cannot be compared is different, and in no order.
    private static Truth JudgeDifferent(ComparisonOperator operation) => operation == ComparisonOperator.NotEqual ? Truth.True : Truth.False;

    private static Truth ToBoolean(in Value value) => value.Kind switch
    {
        ValueKind.Boolean => value.Boolean ? Truth.True : Truth.False,
        ValueKind.Text => BooleanText.Parse(value.Text),
        _ => Truth.Unknown,
    };
}
