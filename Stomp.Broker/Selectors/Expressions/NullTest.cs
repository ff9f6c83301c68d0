using System.Text;
using Stomp.Broker.Selectors.Values;

namespace Stomp.Broker.Selectors.Expressions;

/// <summary><c>a IS NULL</c>: the message has no such header, or the operand is unknown for another reason. Never unknown itself.</summary>
internal sealed class NullTest(Operand operand, bool isNegated) : Condition
{
    public override Precedence Precedence => Precedence.Comparison;

    public override Truth Test(in MessageHeaders headers) => operand.Evaluate(headers).IsNull != isNegated ? Truth.True : Truth.False;

    protected override void WriteTo(StringBuilder text)
    {
        Write(text, operand, Precedence.Sum);
        text.Append(isNegated ? " IS NOT NULL" : " IS NULL");
    }
}
