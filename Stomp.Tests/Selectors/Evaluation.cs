using System.Text;
using Stomp.Broker.Selectors;

namespace Stomp.Tests.Selectors;

/// <summary>Evaluates selectors over headers in wire text.</summary>
internal static class Evaluation
{
    /// <summary>A message's tail: its headers, each <c>name:value</c> in 1.2's escapes, and a body that looks like headers.</summary>
    public static byte[] Tail(params string[] headers) =>
        Encoding.UTF8.GetBytes($"{string.Concat(headers.Select(header => header + "\n"))}\nregion:body\nprice:1\n\0");

    /// <summary>What a selector comes to. A selector alone does not tell false from unknown; its negation does.</summary>
    public static Outcome Evaluate(string selector, params string[] headers)
    {
        byte[] tail = Tail(headers);
        bool isTrue = Selector.Parse(selector).Matches(tail);
        bool isFalse = Selector.Parse($"NOT ({selector})").Matches(tail);
        return isTrue && isFalse ? throw new InvalidOperationException($"{selector} is both true and false")
            : isTrue ? Outcome.True
            : isFalse ? Outcome.False
            : Outcome.Unknown;
    }
}
