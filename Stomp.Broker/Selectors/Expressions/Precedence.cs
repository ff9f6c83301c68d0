namespace Stomp.Broker.Selectors.Expressions;

/// <summary>How strongly an expression's parts hang together, the weakest first.</summary>
internal enum Precedence
{
    Or,
    And,
    Not,
    Comparison,
    Sum,
    Product,
    Sign,
    Primary,
}
