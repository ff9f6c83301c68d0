using System.Text;
using Stomp.Broker.Selectors.Values;

namespace Stomp.Broker.Selectors.Expressions;

/// <summary><c>-a</c> or <c>+a</c>. What is no number is unknown.</summary>
internal sealed class Sign(bool isNegative, Operand operand) : Operand
{
    public override Precedence Precedence => Precedence.Sign;

    public override OperandType Type => OperandType.Number;

    public override Value Evaluate(in MessageHeaders headers)
    {
        Value number = operand.Evaluate(headers).ToNumber();
        if (!isNegative || number.IsNull)
        {
            return number;
        }

        // The least integer has no opposite.
        return number.Kind == ValueKind.Integer && number.Integer != long.MinValue
            ? Value.FromInteger(-number.Integer)
            : Value.FromReal(-number.Real);
    }

    protected override void WriteTo(StringBuilder text)
    {
        text.Append(isNegative ? '-' : '+');
        Write(text, operand, Precedence.Primary);
    }
}
