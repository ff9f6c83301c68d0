using System.Text;
using Stomp.Broker.Selectors.Values;

namespace Stomp.Broker.Selectors.Expressions;

/// <summary><c>TRUE</c> or <c>FALSE</c>.</summary>
internal sealed class BooleanLiteral(bool isTrue) : Condition
{
    public override Precedence Precedence => Precedence.Primary;

    public override Truth Test(in MessageHeaders headers) => isTrue ? Truth.True : Truth.False;

    protected override void WriteTo(StringBuilder text) => text.Append(isTrue ? "TRUE" : "FALSE");
}
