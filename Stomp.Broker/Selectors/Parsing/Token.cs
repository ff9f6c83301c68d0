namespace Stomp.Broker.Selectors.Parsing;

/// <summary>A word of a selector.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Start">Where it begins in the text.</param>
/// <param name="Length">Its characters there.</param>
/// <param name="Value">What it says: a name or a text without its quotes; otherwise as it stands there.</param>
internal readonly record struct Token(TokenKind Kind, int Start, int Length, string Value);
