using NUnit.Framework;

namespace Stomp.Tests.Selectors;

/// <summary>IS NULL.</summary>
public sealed class NullTests
{
    [TestCase("a IS NULL", ExpectedResult = Outcome.False)]
    [TestCase("a IS NOT NULL", ExpectedResult = Outcome.True)]
    [TestCase("a is not null", ExpectedResult = Outcome.True)]
    [TestCase("u IS NULL", ExpectedResult = Outcome.True)]
    [TestCase("u IS NOT NULL", ExpectedResult = Outcome.False)]
    [TestCase("empty IS NULL", ExpectedResult = Outcome.False)]
    [TestCase("a + u IS NULL", ExpectedResult = Outcome.True)]
    [TestCase("a + 1 IS NULL", ExpectedResult = Outcome.True)] // 'x' is no number
    [TestCase("(u = 1) IS NULL", ExpectedResult = Outcome.True)]
    [TestCase("(a = 1) IS NULL", ExpectedResult = Outcome.False)]
    [TestCase("A IS NULL", ExpectedResult = Outcome.True)] // names of headers tell capitals from small letters
    [TestCase("region IS NULL", ExpectedResult = Outcome.True)] // the body has what looks like one
    [TestCase("a IS NULL OR a = 'x'", ExpectedResult = Outcome.True)]
    public Outcome IS_NULL_asks_whether_there_is_a_value(string selector) => Evaluation.Evaluate(selector, "a:x", "empty:");
}
