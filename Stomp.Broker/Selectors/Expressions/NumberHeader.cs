using System.Text;
using Stomp.Broker.Selectors.Values;

namespace Stomp.Broker.Selectors.Expressions;

/// <summary>A header that is a number to JMS, as <c>JMSPriority</c> is. A value that is no number is unknown.</summary>
/// <param name="name">As it stands in a selector.</param>
/// <param name="index">The header's number.</param>
/// <param name="otherwise">What it is in a message without it; <see langword="null"/> for unknown.</param>
internal sealed class NumberHeader(string name, int index, long? otherwise) : Operand
{
    public override Precedence Precedence => Precedence.Primary;

    public override OperandType Type => OperandType.Number;

    public override Value Evaluate(in MessageHeaders headers)
    {
        Value value = headers.Get(index);
        return value.IsNull && otherwise is { } number ? Value.FromInteger(number) : value.ToNumber();
    }

    protected override void WriteTo(StringBuilder text) => text.Append(name);
}
