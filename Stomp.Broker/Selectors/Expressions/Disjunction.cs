using System.Text;
using Stomp.Broker.Selectors.Values;

namespace Stomp.Broker.Selectors.Expressions;

/// <summary><c>a OR b OR …</c>: true as soon as one is.</summary>
internal sealed class Disjunction(Condition[] parts) : Condition
{
    public override Precedence Precedence => Precedence.Or;

    public override Truth Test(in MessageHeaders headers)
    {
        Truth result = Truth.False;
        foreach (Condition part in parts)
        {
            Truth truth = part.Test(headers);
            if (truth == Truth.True)
            {
                return Truth.True;
            }

            if (truth == Truth.Unknown)
            {
                result = Truth.Unknown;
            }
        }

        return result;
    }

    protected override void WriteTo(StringBuilder text) => WriteAll(text, parts, " OR ", Precedence.And);
}
