using NUnit.Framework;

namespace Stomp.Tests.Selectors;

/// <summary>BETWEEN.</summary>
public sealed class BetweenTests
{
    [TestCase("14", Outcome.False)]
    [TestCase("15", Outcome.True)]
    [TestCase("17.5", Outcome.True)]
    [TestCase("19", Outcome.True)]
    [TestCase("19.01", Outcome.False)]
    public void The_bounds_are_included(string header, Outcome expected)
    {
        Assert.That(Evaluation.Evaluate("a BETWEEN 15 AND 19", $"a:{header}"), Is.EqualTo(expected));
        Assert.That(
            Evaluation.Evaluate("a NOT BETWEEN 15 AND 19", $"a:{header}"), Is.EqualTo(expected == Outcome.True ? Outcome.False : Outcome.True));
    }

    [TestCase("a BETWEEN 19 AND 15", ExpectedResult = Outcome.False)]
    [TestCase("a BETWEEN a - 1 AND a + 1", ExpectedResult = Outcome.True)]
    [TestCase("a BETWEEN 10 AND u", ExpectedResult = Outcome.Unknown)]
    [TestCase("a BETWEEN u AND 20", ExpectedResult = Outcome.Unknown)]
    [TestCase("a BETWEEN u AND 10", ExpectedResult = Outcome.False)]
    [TestCase("a BETWEEN 20 AND u", ExpectedResult = Outcome.False)]
    [TestCase("a NOT BETWEEN u AND 10", ExpectedResult = Outcome.True)]
    [TestCase("a NOT BETWEEN 20 AND u", ExpectedResult = Outcome.True)]
    [TestCase("a NOT BETWEEN u AND 20", ExpectedResult = Outcome.Unknown)]
    [TestCase("a NOT BETWEEN 10 AND u", ExpectedResult = Outcome.Unknown)]
    [TestCase("a BETWEEN 10 AND 20 AND TRUE", ExpectedResult = Outcome.True)]
    [TestCase("TRUE AND a BETWEEN 10 AND 16 AND FALSE", ExpectedResult = Outcome.False)]
    [TestCase("NOT a BETWEEN 20 AND 30", ExpectedResult = Outcome.True)]
    public Outcome It_is_two_comparisons(string selector) => Evaluation.Evaluate(selector, "a:16");
}
