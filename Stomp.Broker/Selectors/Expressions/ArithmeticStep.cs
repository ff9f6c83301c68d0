namespace Stomp.Broker.Selectors.Expressions;

/// <summary>What is done to the result so far.</summary>
/// <param name="Operator">How.</param>
/// <param name="Operand">With what.</param>
internal readonly record struct ArithmeticStep(ArithmeticOperator Operator, Operand Operand);
