using System.Text;
using Stomp.Broker.Selectors.Values;

namespace Stomp.Broker.Selectors.Expressions;

/// <summary>A condition whose result is compared: <c>flag = TRUE</c>, <c>(a &gt; 1) = (b &gt; 1)</c>.</summary>
internal sealed class ConditionOperand(Condition condition) : Operand
{
    public override Precedence Precedence => condition.Precedence;

    public override OperandType Type => OperandType.Boolean;

    public override Value Evaluate(in MessageHeaders headers) => Value.FromTruth(condition.Test(headers));

    protected override void WriteTo(StringBuilder text) => Write(text, condition, condition.Precedence);
}
