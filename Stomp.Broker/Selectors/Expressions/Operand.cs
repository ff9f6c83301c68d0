using Stomp.Broker.Selectors.Values;

namespace Stomp.Broker.Selectors.Expressions;

/// <summary>A part that has a value.</summary>
internal abstract class Operand : Expression
{
    /// <summary>What is known of its value without a message.</summary>
    public abstract OperandType Type { get; }

    public abstract Value Evaluate(in MessageHeaders headers);
}
