using System.Text;
using Stomp.Broker.Selectors.Values;

namespace Stomp.Broker.Selectors.Expressions;

/// <summary><c>a AND b AND …</c>: false as soon as one is.</summary>
internal sealed class Conjunction(Condition[] parts) : Condition
{
    public override Precedence Precedence => Precedence.And;

    public override Truth Test(in MessageHeaders headers)
    {
        Truth result = Truth.True;
        foreach (Condition part in parts)
        {
            Truth truth = part.Test(headers);
            if (truth == Truth.False)
            {
                return Truth.False;
            }

            if (truth == Truth.Unknown)
            {
                result = Truth.Unknown;
            }
        }

        return result;
    }

    protected override void WriteTo(StringBuilder text) => WriteAll(text, parts, " AND ", Precedence.Not);
}
