namespace Stomp.Broker.Selectors.Parsing;

/// <summary>What one selector may have: it is kept as long as its subscription, and evaluated for every message of the destination.</summary>
internal static class SelectorLimits
{
    /// <summary>Characters. Selectors that people write have some hundreds at most; those that programs write use IN.</summary>
    public const int MaxCharacters = 4096;

    /// <summary>Levels of parentheses, NOT and signs. Parsing and evaluating are recursive in these alone.</summary>
    public const int MaxDepth = 32;

    /// <summary>Names and literals outside of lists: each costs time with every message, and each name eight octets of the stack.</summary>
    public const int MaxTerms = 256;

    /// <summary>Literals of one list.</summary>
    public const int MaxListItems = 256;
}
