using System.Text;
using Stomp.Broker.Selectors.Values;

namespace Stomp.Broker.Selectors.Expressions;

/// <summary><c>NOT a</c>: what is unknown stays so.</summary>
internal sealed class Negation(Condition part) : Condition
{
    public override Precedence Precedence => Precedence.Not;

    public override Truth Test(in MessageHeaders headers) => Invert(part.Test(headers));

    protected override void WriteTo(StringBuilder text)
    {
        text.Append("NOT ");
        Write(text, part, Precedence.Not);
    }
}
