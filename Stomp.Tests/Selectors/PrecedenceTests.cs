using NUnit.Framework;
using Stomp.Broker.Selectors;

namespace Stomp.Tests.Selectors;

/// <summary>What belongs together without parentheses: signs, products, sums, comparisons, NOT, AND, OR.</summary>
public sealed class PrecedenceTests
{
    [TestCase("a OR b AND c", "a OR (b AND c)")]
    [TestCase("a AND b OR c", "(a AND b) OR c")]
    [TestCase("NOT a AND b", "(NOT a) AND b")]
    [TestCase("NOT a = 1", "NOT (a = 1)")]
    [TestCase("NOT a IS NULL", "NOT (a IS NULL)")]
    [TestCase("NOT a BETWEEN 1 AND 2 AND b", "(NOT (a BETWEEN 1 AND 2)) AND b")]
    [TestCase("a + 1 = b * 2", "(a + 1) = (b * 2)")]
    [TestCase("a + b * c = 1", "a + (b * c) = 1")]
    [TestCase("a * b + c = 1", "(a * b) + c = 1")]
    [TestCase("-a * b = 1", "(-a) * b = 1")]
    [TestCase("a - b - c = 1", "(a - b) - c = 1")]
    [TestCase("a / b / c = 1", "(a / b) / c = 1")]
    [TestCase("a * b % c = 1", "(a * b) % c = 1")]
    [TestCase("a = 1 OR b = 2 AND NOT c = 3 OR d", "(a = 1) OR ((b = 2) AND (NOT (c = 3))) OR d")]
    [TestCase("a BETWEEN 1 + 2 AND 3 * 4", "a BETWEEN (1 + 2) AND (3 * 4)")]
    public void Parentheses_that_change_nothing_select_the_same(string selector, string explicitly)
    {
        byte[][] tails =
        [
            .. Enumerable.Range(0, 81).Select(i => Evaluation.Tail($"a:{Value(i)}", $"b:{Value(i / 3)}", $"c:{Value(i / 9)}", $"d:{Value(i / 27)}")),
        ];
        var first = Selector.Parse(selector);
        var second = Selector.Parse(explicitly);
        Assert.That(tails.Select(tail => first.Matches(tail)), Is.EqualTo(tails.Select(tail => second.Matches(tail))));
    }

    [TestCase("(a OR b) AND c")]
    [TestCase("NOT (a AND b)")]
    [TestCase("(a AND b) AND c")]
    [TestCase("(a + b) * c = 1")]
    [TestCase("a - (b - c) = 1")]
    [TestCase("-(a + b) = 1")]
    [TestCase("-(-a) = 1")]
    [TestCase("(a = 1) = TRUE")]
    [TestCase("(a IS NULL) IS NULL")]
    public void Parentheses_that_matter_are_kept(string selector) => Assert.That(Selector.Parse(selector).ToString(), Is.EqualTo(selector));

    [TestCase("  a  =  1  ", "a = 1")]
    [TestCase("a=1", "a = 1")]
    [TestCase("a\t=\r\n1", "a = 1")]
    [TestCase("((a = (1)))", "a = 1")]
    [TestCase("a!=1", "a <> 1")]
    [TestCase("(a<=1)and(b>=2)Or(c<>'x')", "a <= 1 AND b >= 2 OR c <> 'x'")]
    [TestCase("a not like'x%'escape'!'", "a NOT LIKE 'x%' ESCAPE '!'")]
    [TestCase("a*b%c>-1", "a * b % c > -1")]
    [TestCase("-(5) = +(a)", "-5 = +a")]
    [TestCase("convert_string_expressions:a = 1", "a = 1")]
    [TestCase("convert_string_expressions:hyphenated_props:a-b = 1", "a-b = 1")]
    [TestCase("hyphenated_props:convert_string_expressions: a = 1", "a = 1")]
    public void Space_capitals_and_prefixes_make_no_difference(string selector, string canonical) =>
        Assert.That(Selector.Parse(selector).ToString(), Is.EqualTo(canonical));

    private static string Value(int i) => (i % 3) switch
    {
        0 => "true",
        1 => "1",
        _ => "2",
    };
}
