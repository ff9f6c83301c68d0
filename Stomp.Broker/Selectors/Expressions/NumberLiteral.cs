using System.Globalization;
using System.Text;
using Stomp.Broker.Selectors.Values;

namespace Stomp.Broker.Selectors.Expressions;

/// <summary>A number, with its sign.</summary>
internal sealed class NumberLiteral : Operand
{
    private readonly bool _isInteger;
    private readonly long _integer;
    private readonly double _real;

    public NumberLiteral(long integer)
    {
        _isInteger = true;
        _integer = integer;
    }

    /// <param name="real">Finite.</param>
    public NumberLiteral(double real) => _real = real;

    public override Precedence Precedence => (_isInteger ? _integer < 0 : double.IsNegative(_real)) ? Precedence.Sign : Precedence.Primary;

    public override OperandType Type => OperandType.Number;

    public NumberLiteral Negate() =>
        !_isInteger ? new NumberLiteral(-_real) : _integer == long.MinValue ? new NumberLiteral(-(double)_integer) : new NumberLiteral(-_integer);

    public override Value Evaluate(in MessageHeaders headers) => _isInteger ? Value.FromInteger(_integer) : Value.FromReal(_real);

    protected override void WriteTo(StringBuilder text)
    {
        string digits = _isInteger ? _integer.ToString(CultureInfo.InvariantCulture) : _real.ToString("R", CultureInfo.InvariantCulture);
        text.Append(digits);
        if (!_isInteger && digits.AsSpan().IndexOfAny('.', 'E') < 0)
        {
            text.Append(".0"); // or it would be an integer
        }
    }
}
