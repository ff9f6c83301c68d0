using System.Text;
using NUnit.Framework;
using Stomp.Broker.Selectors;
using Stomp.Broker.Selectors.Parsing;

namespace Stomp.Tests.Selectors;

/// <summary>Whatever a client sends, a selector takes little memory, little stack and little time.</summary>
public sealed class LimitTests
{
    [Test]
    public void A_selector_has_4096_characters()
    {
        string longest = $"a = '{new string('é', SelectorLimits.MaxCharacters - 6)}'";
        Assert.Multiple(() =>
        {
            Assert.That(() => Selector.Parse(Encoding.UTF8.GetBytes(longest)), Throws.Nothing);
            Assert.That(() => Selector.Parse(longest.Replace("é", "😀", StringComparison.Ordinal)), Throws.Nothing);
            AssertRefused($"{longest} ", 4097, "a selector has at most 4096 characters");
        });
    }

    [TestCase("(", "a", ")")]
    [TestCase("NOT ", "a", "")]
    [TestCase("(NOT ", "a", ")")]
    [TestCase("- ", "a", " = 1")]
    [TestCase("-(", "a", ")")]
    public void Parentheses_NOT_and_signs_nest_32_levels_deep(string open, string inner, string close)
    {
        int levels = open.Count(character => character is '(' or '-') + (open.Contains("NOT", StringComparison.Ordinal) ? 1 : 0);
        string end = close.EndsWith("= 1", StringComparison.Ordinal) ? "" : open.StartsWith('-') ? " = 1" : "";
        Assert.Multiple(() =>
        {
            Assert.That(() => Selector.Parse(Nest(SelectorLimits.MaxDepth / levels)), Throws.Nothing);
            AssertRefused(Nest((SelectorLimits.MaxDepth / levels) + 1), null, "parentheses, NOT and signs are at most 32 levels deep");
        });

        string Nest(int count)
        {
            IEnumerable<string> before = Enumerable.Repeat(open, count);
            string after = close.StartsWith(')') ? string.Concat(Enumerable.Repeat(close, count)) : close;
            return string.Concat(before) + inner + after + end;
        }
    }

    [Test]
    public void Parentheses_beside_each_other_do_not_nest() =>
        Assert.That(
            Selector.Parse(string.Join(" AND ", Enumerable.Repeat("NOT (-(-a) = 1)", 100))).Matches(Evaluation.Tail("a:2")), Is.True);

    [TestCase(" + ", "1", " = 256")]
    [TestCase(" OR ", "a", "")]
    [TestCase(" AND ", "TRUE", "")]
    public void A_selector_has_256_terms(string separator, string term, string end)
    {
        int most = SelectorLimits.MaxTerms - (end.Length > 0 ? 1 : 0);
        Assert.Multiple(() =>
        {
            Assert.That(() => Selector.Parse(string.Join(separator, Enumerable.Repeat(term, most)) + end), Throws.Nothing);
            AssertRefused(
                string.Join(separator, Enumerable.Repeat(term, most + 1)) + end,
                null,
                "a selector has at most 256 names and values outside of lists");
        });
    }

    [Test]
    public void Every_one_of_256_names_is_found()
    {
        string selector = string.Join(" AND ", Enumerable.Range(0, 256).Select(i => $"h{i}"));
        string[] headers = [.. Enumerable.Range(0, 256).Select(i => $"h{i}:true").Reverse()];
        Assert.Multiple(() =>
        {
            Assert.That(Selector.Parse(selector).Matches(Evaluation.Tail(headers)));
            Assert.That(Selector.Parse(selector).Matches(Evaluation.Tail(headers[1..])), Is.False);
        });
    }

    [Test]
    public void A_list_has_256_values()
    {
        string items = string.Join(", ", Enumerable.Range(0, SelectorLimits.MaxListItems));
        Assert.Multiple(() =>
        {
            Assert.That(Selector.Parse($"a IN ({items}) AND b NOT IN ({items})").Matches(Evaluation.Tail("a:255", "b:256")));
            AssertRefused($"a IN ({items}, 256)", null, "a list has at most 256 values");
        });
    }

    private static void AssertRefused(string selector, int? position, string what)
    {
        SelectorException? error = Assert.Throws<SelectorException>(() => Selector.Parse(selector));
        Assert.That(error.Message, Is.EqualTo($"the selector is wrong at position {position ?? error.Position}: {what}"));
    }
}
