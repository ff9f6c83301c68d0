using NUnit.Framework;

namespace Stomp.Tests.Selectors;

/// <summary>The six comparisons, over headers that are what they are compared with.</summary>
public sealed class ComparisonTests
{
    [TestCase("=", false, true, false)]
    [TestCase("<>", true, false, true)]
    [TestCase("!=", true, false, true)]
    [TestCase("<", true, false, false)]
    [TestCase("<=", true, true, false)]
    [TestCase(">", false, false, true)]
    [TestCase(">=", false, true, true)]
    public void Numbers_are_compared_by_size(string sign, bool ifLess, bool ifEqual, bool ifGreater)
    {
        Assert.Multiple(() =>
        {
            Assert.That(Evaluation.Evaluate($"a {sign} 100", "a:99"), Is.EqualTo(Of(ifLess)));
            Assert.That(Evaluation.Evaluate($"a {sign} 100", "a:100"), Is.EqualTo(Of(ifEqual)));
            Assert.That(Evaluation.Evaluate($"a {sign} 100", "a:1000"), Is.EqualTo(Of(ifGreater)));
            Assert.That(Evaluation.Evaluate($"99{sign}a", "a:100"), Is.EqualTo(Of(ifLess)));
            Assert.That(Evaluation.Evaluate($"a {sign} 0.5", "a:0.25"), Is.EqualTo(Of(ifLess)));
            Assert.That(Evaluation.Evaluate($"a {sign} 5", "a:5.0"), Is.EqualTo(Of(ifEqual)));
            Assert.That(Evaluation.Evaluate($"a {sign} -1", "a:1E2"), Is.EqualTo(Of(ifGreater)));
        });
    }

    [TestCase("a = 'eu'", "eu", ExpectedResult = Outcome.True)]
    [TestCase("a = 'eu'", "EU", ExpectedResult = Outcome.False)]
    [TestCase("a = 'eu'", "eur", ExpectedResult = Outcome.False)]
    [TestCase("a = 'eu'", "", ExpectedResult = Outcome.False)]
    [TestCase("a = ''", "", ExpectedResult = Outcome.True)]
    [TestCase("a <> 'eu'", "us", ExpectedResult = Outcome.True)]
    [TestCase("a <> 'eu'", "eu", ExpectedResult = Outcome.False)]
    [TestCase("'eu' = a", "eu", ExpectedResult = Outcome.True)]
    [TestCase("a = '100'", "100", ExpectedResult = Outcome.True)]
    [TestCase("a = '100'", "100.0", ExpectedResult = Outcome.False)]
    [TestCase("a = 'é'", "é", ExpectedResult = Outcome.True)]
    [TestCase("a = 'é'", "e\u0301", ExpectedResult = Outcome.False)]
    public Outcome Strings_are_equal_character_by_character(string selector, string header) => Evaluation.Evaluate(selector, $"a:{header}");

    [TestCase("a = b", "x", "x", ExpectedResult = Outcome.True)]
    [TestCase("a <> b", "x", "y", ExpectedResult = Outcome.True)]
    [TestCase("a = b", "1", "1.0", ExpectedResult = Outcome.False)]
    [TestCase("a < b", "b", "c", ExpectedResult = Outcome.True)]
    [TestCase("a < b", "10", "9", ExpectedResult = Outcome.True)] // as text, as ActiveMQ has it
    [TestCase("a - b > 0", "10", "9", ExpectedResult = Outcome.True)]
    [TestCase("a > b", "ab", "a", ExpectedResult = Outcome.True)]
    [TestCase("a >= b", "a", "a", ExpectedResult = Outcome.True)]
    [TestCase("a > b", "\uFF5E", "😀", ExpectedResult = Outcome.False)] // by code point, where UTF-16 would turn it round
    public Outcome Two_headers_are_compared_as_text(string selector, string a, string b) => Evaluation.Evaluate(selector, $"a:{a}", $"b:{b}");

    [TestCase("(a > 1) = (b > 1)", "5", "5", ExpectedResult = Outcome.True)]
    [TestCase("(a > 1) = (b > 1)", "5", "0", ExpectedResult = Outcome.False)]
    [TestCase("(a > 1) <> (b > 1)", "5", "0", ExpectedResult = Outcome.True)]
    [TestCase("(a > 1) = TRUE", "5", "0", ExpectedResult = Outcome.True)]
    [TestCase("(a > c) = TRUE", "5", "0", ExpectedResult = Outcome.Unknown)]
    public Outcome Conditions_can_be_equal(string selector, string a, string b) => Evaluation.Evaluate(selector, $"a:{a}", $"b:{b}");

    private static Outcome Of(bool isTrue) => isTrue ? Outcome.True : Outcome.False;
}
