using Stomp.Broker.Selectors.Values;

namespace Stomp.Broker.Selectors.Expressions;

/// <summary>A part that is true, false or unknown.</summary>
internal abstract class Condition : Expression
{
    public abstract Truth Test(in MessageHeaders headers);

    protected static Truth Invert(Truth truth) => truth switch
    {
        Truth.True => Truth.False,
        Truth.False => Truth.True,
        _ => Truth.Unknown,
    };
}
