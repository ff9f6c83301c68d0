namespace Stomp.Broker.Selectors.Parsing;

/// <summary>A selector is wrong. The message is a sentence for the client: what is wrong, where, and what would be right.</summary>
/// <param name="position">The character at which it is wrong, counted from 1.</param>
/// <param name="what">What is wrong there.</param>
internal sealed class SelectorException(int position, string what) : Exception($"the selector is wrong at position {position}: {what}")
{
    public int Position => position;
}
