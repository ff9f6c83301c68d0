using System.Text;
using Stomp.Broker.Selectors.Values;

namespace Stomp.Broker.Selectors.Expressions;

/// <summary>A header that stands alone: true when its value is, false when it is anything else.</summary>
internal sealed class HeaderCondition(HeaderOperand header) : Condition
{
    public override Precedence Precedence => Precedence.Primary;

    public override Truth Test(in MessageHeaders headers)
    {
        Value value = header.Evaluate(headers);
        return value.IsNull ? Truth.Unknown : BooleanText.Parse(value.Text) == Truth.True ? Truth.True : Truth.False;
    }

    protected override void WriteTo(StringBuilder text) => Write(text, header, Precedence.Primary);
}
