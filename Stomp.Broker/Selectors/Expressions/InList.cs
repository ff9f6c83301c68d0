using System.Text;
using Stomp.Broker.Selectors.Values;

namespace Stomp.Broker.Selectors.Expressions;

/// <summary><c>a IN (b, c, …)</c> is <c>a = b OR a = c OR …</c>; <c>NOT IN</c> its opposite.</summary>
/// <param name="operand">What is looked for.</param>
/// <param name="items">Literals.</param>
/// <param name="isNegated">Whether it is NOT IN.</param>
internal sealed class InList(Operand operand, Operand[] items, bool isNegated) : Condition
{
    private readonly bool _hasNumbers = Array.Exists(items, item => item.Type == OperandType.Number);

    public override Precedence Precedence => Precedence.Comparison;

    public override Truth Test(in MessageHeaders headers)
    {
        Value value = operand.Evaluate(headers);
        return value.IsNull ? Truth.Unknown : Contains(value, headers) != isNegated ? Truth.True : Truth.False;
    }

    protected override void WriteTo(StringBuilder text)
    {
        Write(text, operand, Precedence.Sum);
        text.Append(isNegated ? " NOT IN (" : " IN (");
        WriteAll(text, items, ", ", Precedence.Sum);
        text.Append(')');
    }

    private bool Contains(in Value value, in MessageHeaders headers)
    {
        // A header's text becomes a number once, not for each of the list.
        Value number = _hasNumbers ? value.ToNumber() : Value.Null;
        foreach (Operand item in items)
        {
            Value other = item.Evaluate(headers);
            if (Comparison.Compare(other.Kind == ValueKind.Text ? value : number, ComparisonOperator.Equal, other) == Truth.True)
            {
                return true;
            }
        }

        return false;
    }
}
