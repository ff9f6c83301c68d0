namespace Stomp.Broker.Selectors.Expressions;

/// <summary>A comparison, as the orders for which it is true.</summary>
[Flags]
internal enum ComparisonOperator : byte
{
    Less = 1,
    Equal = 2,
    Greater = 4,
    LessOrEqual = Less | Equal,
    GreaterOrEqual = Greater | Equal,
    NotEqual = Less | Greater,
}
