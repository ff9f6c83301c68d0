namespace Stomp.Broker.Handlers.Routing;

/// <summary>One token of a pattern.</summary>
/// <param name="Kind">What it matches.</param>
/// <param name="Text">The literal's text, or the variable's name; empty for wildcards.</param>
/// <param name="Octets">The literal in UTF-8; empty for others.</param>
/// <param name="Variable">The variable's place among those of the pattern; -1 for others.</param>
internal readonly record struct PatternToken(TokenKind Kind, string Text, byte[] Octets, int Variable);
