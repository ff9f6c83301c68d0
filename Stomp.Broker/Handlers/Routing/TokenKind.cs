namespace Stomp.Broker.Handlers.Routing;

/// <summary>What a token of a pattern matches, the most specific first: the order decides which of several patterns wins.</summary>
internal enum TokenKind
{
    /// <summary>Itself.</summary>
    Literal,

    /// <summary>Any one token, which is a value: <c>{room}</c>.</summary>
    Variable,

    /// <summary>Any one token: <c>*</c>.</summary>
    Any,

    /// <summary>Any number of tokens, none included: <c>**</c>.</summary>
    AnyNumber,
}
