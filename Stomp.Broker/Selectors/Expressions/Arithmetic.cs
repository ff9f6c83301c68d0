using System.Text;
using Stomp.Broker.Selectors.Values;

namespace Stomp.Broker.Selectors.Expressions;

/// <summary>A sum or a product, from left to right. What is no number makes the whole unknown.</summary>
/// <remarks>
/// Of two integers the sum, the difference, the product and the remainder are integers; a result that does not fit 64 bits, and every
/// quotient, is a real number, as ActiveMQ has it. Division by zero is unknown.
/// </remarks>
/// <param name="isProduct">Whether its operators are those of a product.</param>
/// <param name="first">The first operand.</param>
/// <param name="steps">The others.</param>
internal sealed class Arithmetic(bool isProduct, Operand first, ArithmeticStep[] steps) : Operand
{
    public override Precedence Precedence => isProduct ? Precedence.Product : Precedence.Sum;

    public override OperandType Type => OperandType.Number;

    public override Value Evaluate(in MessageHeaders headers)
    {
        Value result = first.Evaluate(headers).ToNumber();
        foreach (ArithmeticStep step in steps)
        {
            if (result.IsNull)
            {
                break;
            }

            Value operand = step.Operand.Evaluate(headers).ToNumber();
            result = operand.IsNull ? operand : Apply(step.Operator, result, operand);
        }

        return result;
    }

    protected override void WriteTo(StringBuilder text)
    {
        Precedence least = isProduct ? Precedence.Sign : Precedence.Product;
        Write(text, first, least);
        foreach (ArithmeticStep step in steps)
        {
            text.Append(step.Operator switch
            {
                ArithmeticOperator.Add => " + ",
                ArithmeticOperator.Subtract => " - ",
                ArithmeticOperator.Multiply => " * ",
                ArithmeticOperator.Divide => " / ",
                _ => " % ",
            });
            Write(text, step.Operand, least);
        }
    }

    private static Value Apply(ArithmeticOperator operation, scoped in Value left, scoped in Value right)
    {
        if (left.Kind == ValueKind.Integer && right.Kind == ValueKind.Integer && TryApply(operation, left.Integer, right.Integer, out long integer))
        {
            return Value.FromInteger(integer);
        }

        return operation switch
        {
            ArithmeticOperator.Add => Value.FromReal(left.Real + right.Real),
            ArithmeticOperator.Subtract => Value.FromReal(left.Real - right.Real),
            ArithmeticOperator.Multiply => Value.FromReal(left.Real * right.Real),
            _ when right.Real == 0 => Value.Null,
            ArithmeticOperator.Divide => Value.FromReal(left.Real / right.Real),
            _ => Value.FromReal(left.Real % right.Real),
        };
    }

    // False when the result is no integer of 64 bits.
    private static bool TryApply(ArithmeticOperator operation, long left, long right, out long result)
    {
        switch (operation)
        {
            case ArithmeticOperator.Add:
                result = unchecked(left + right);
                return ((left ^ result) & (right ^ result)) >= 0;
            case ArithmeticOperator.Subtract:
                result = unchecked(left - right);
                return ((left ^ right) & (left ^ result)) >= 0;
            case ArithmeticOperator.Multiply:
                return Math.BigMul(left, right, out result) == result >> 63;
            case ArithmeticOperator.Remainder when right != 0:
                result = right == -1 ? 0 : left % right; // the least integer by −1 would overflow
                return true;
            default:
                result = 0;
                return false;
        }
    }
}
