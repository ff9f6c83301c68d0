using System.Text;
using Stomp.Broker.Selectors.Values;

namespace Stomp.Broker.Selectors.Expressions;

/// <summary>The value of a header.</summary>
/// <param name="name">As it stands in a selector.</param>
/// <param name="index">The header's number.</param>
internal sealed class HeaderOperand(string name, int index) : Operand
{
    public override Precedence Precedence => Precedence.Primary;

    public override OperandType Type => OperandType.Header;

    public override Value Evaluate(in MessageHeaders headers) => headers.Get(index);

    protected override void WriteTo(StringBuilder text) => text.Append(name);
}
