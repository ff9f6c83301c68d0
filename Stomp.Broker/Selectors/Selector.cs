using Stomp.Broker.Messages;
using Stomp.Broker.Selectors.Expressions;
using Stomp.Broker.Selectors.Parsing;
using Stomp.Broker.Selectors.Values;
using Stomp.Broker.Subscriptions;
using Stomp.Core.Protocol;

namespace Stomp.Broker.Selectors;

/// <summary>
/// Which messages a subscription wants, by their headers: a condition in JMS's subset of SQL-92, such as
/// <c>region = 'eu' AND price &gt; 100</c>. See docs/selectors.md.
/// </summary>
/// <remarks>Immutable: any number of threads may use it at a time. Matching allocates nothing.</remarks>
internal sealed class Selector : IMessageFilter
{
    private readonly Condition _condition;
    private readonly HeaderNames _names;

    private Selector(SelectorText source)
    {
        var names = new NameResolver();
        _condition = new SelectorParser(source, names).Parse();
        _names = names.ToHeaderNames();
    }

    /// <summary>Parses the value of the header <c>selector</c>, unescaped.</summary>
    /// <exception cref="SelectorException">It is wrong; the message says where, and what would be right.</exception>
    public static Selector Parse(ReadOnlySpan<byte> utf8) => new(SelectorText.Decode(utf8));

    /// <inheritdoc cref="Parse(ReadOnlySpan{byte})"/>
    public static Selector Parse(string text) => new(SelectorText.Create(text));

    /// <summary>Whether the condition is true of a message. What is unknown, because a header is missing, is not.</summary>
    public bool Matches(Message message) => Matches(message.GetTail(StompVersion.V12));

    /// <summary>Whether the condition is true of the headers of a message's tail for 1.2.</summary>
    public bool Matches(ReadOnlySpan<byte> tail)
    {
        Span<HeaderSlice> slices = stackalloc HeaderSlice[_names.Count]; // at most SelectorLimits.MaxTerms
        using var headers = new MessageHeaders(tail, _names, slices);
        return _condition.Test(headers) == Truth.True;
    }

    /// <summary>The selector in a form that is the same however it was spaced, and parses to the same.</summary>
    public override string ToString() => _condition.ToString();
}
