namespace Stomp.Broker.Selectors.Expressions;

/// <summary>What is known of an operand without a message. Each may be unknown.</summary>
internal enum OperandType
{
    /// <summary>A header: text that is taken for a number or a boolean where one is called for.</summary>
    Header,

    Text,
    Number,
    Boolean,
}
