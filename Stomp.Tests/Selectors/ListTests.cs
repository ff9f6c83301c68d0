using NUnit.Framework;

namespace Stomp.Tests.Selectors;

/// <summary>IN.</summary>
public sealed class ListTests
{
    [TestCase("a IN ('eu', 'us')", "us", ExpectedResult = Outcome.True)]
    [TestCase("a IN ('eu', 'us')", "US", ExpectedResult = Outcome.False)]
    [TestCase("a IN ('eu')", "eu", ExpectedResult = Outcome.True)]
    [TestCase("a in('eu','us')", "eu", ExpectedResult = Outcome.True)]
    [TestCase("a NOT IN ('eu', 'us')", "us", ExpectedResult = Outcome.False)]
    [TestCase("a NOT IN ('eu', 'us')", "jp", ExpectedResult = Outcome.True)]
    [TestCase("a IN ('1', '2')", "1.0", ExpectedResult = Outcome.False)]
    [TestCase("a IN (1, 2)", "1.0", ExpectedResult = Outcome.True)]
    [TestCase("a IN (1, -2, +3)", "-2", ExpectedResult = Outcome.True)]
    [TestCase("a IN (1, -2, +3)", "2", ExpectedResult = Outcome.False)]
    [TestCase("a IN (1.5)", "1.5", ExpectedResult = Outcome.True)]
    [TestCase("a IN (1, 'x')", "x", ExpectedResult = Outcome.True)]
    [TestCase("a IN ('x', 1)", "1", ExpectedResult = Outcome.True)]
    [TestCase("a NOT IN (1, 2)", "x", ExpectedResult = Outcome.True)]
    [TestCase("a + 1 IN (2, 3)", "2", ExpectedResult = Outcome.True)]
    [TestCase("a + 1 IN ('3')", "2", ExpectedResult = Outcome.True)]
    [TestCase("a + 1 NOT IN (2, 3)", "x", ExpectedResult = Outcome.Unknown)]
    [TestCase("b IN ('eu')", "eu", ExpectedResult = Outcome.Unknown)]
    [TestCase("b NOT IN ('eu')", "eu", ExpectedResult = Outcome.Unknown)]
    public Outcome IN_looks_for_an_equal_value(string selector, string header) => Evaluation.Evaluate(selector, $"a:{header}");
}
