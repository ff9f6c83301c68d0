using System.Text;
using Stomp.Broker.Selectors.Values;

namespace Stomp.Broker.Selectors.Expressions;

/// <summary>Whether a message is persistent, in the words of JMS or of Artemis.</summary>
/// <param name="name">As it stands in a selector.</param>
/// <param name="index">The number of the header <c>persistent</c>.</param>
/// <param name="persistent">What it is when that says <c>true</c>.</param>
/// <param name="transient">What it is otherwise.</param>
internal sealed class DeliveryMode(string name, int index, byte[] persistent, byte[] transient) : Operand
{
    public override Precedence Precedence => Precedence.Primary;

    public override OperandType Type => OperandType.Text;

    public override Value Evaluate(in MessageHeaders headers) =>
        Value.FromText(BooleanText.Parse(headers.Get(index).Text) == Truth.True ? persistent : transient);

    protected override void WriteTo(StringBuilder text) => text.Append(name);
}
