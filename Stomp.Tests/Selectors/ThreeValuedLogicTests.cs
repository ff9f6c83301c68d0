using NUnit.Framework;

namespace Stomp.Tests.Selectors;

/// <summary>The truth tables of JMS 2.0, 3.8.1.2: what is unknown is neither selected nor is its opposite.</summary>
public sealed class ThreeValuedLogicTests
{
    private static readonly string[] Headers = ["t:true", "f:false"];

    [TestCase("t AND t", ExpectedResult = Outcome.True)]
    [TestCase("t AND f", ExpectedResult = Outcome.False)]
    [TestCase("t AND u", ExpectedResult = Outcome.Unknown)]
    [TestCase("f AND t", ExpectedResult = Outcome.False)]
    [TestCase("f AND f", ExpectedResult = Outcome.False)]
    [TestCase("f AND u", ExpectedResult = Outcome.False)]
    [TestCase("u AND t", ExpectedResult = Outcome.Unknown)]
    [TestCase("u AND f", ExpectedResult = Outcome.False)]
    [TestCase("u AND u", ExpectedResult = Outcome.Unknown)]
    [TestCase("t AND u AND t AND f", ExpectedResult = Outcome.False)]
    [TestCase("t AND t AND u AND t", ExpectedResult = Outcome.Unknown)]
    public Outcome And(string selector) => Evaluation.Evaluate(selector, Headers);

    [TestCase("t OR t", ExpectedResult = Outcome.True)]
    [TestCase("t OR f", ExpectedResult = Outcome.True)]
    [TestCase("t OR u", ExpectedResult = Outcome.True)]
    [TestCase("f OR t", ExpectedResult = Outcome.True)]
    [TestCase("f OR f", ExpectedResult = Outcome.False)]
    [TestCase("f OR u", ExpectedResult = Outcome.Unknown)]
    [TestCase("u OR t", ExpectedResult = Outcome.True)]
    [TestCase("u OR f", ExpectedResult = Outcome.Unknown)]
    [TestCase("u OR u", ExpectedResult = Outcome.Unknown)]
    [TestCase("f OR u OR f OR t", ExpectedResult = Outcome.True)]
    [TestCase("f OR f OR u OR f", ExpectedResult = Outcome.Unknown)]
    public Outcome Or(string selector) => Evaluation.Evaluate(selector, Headers);

    [TestCase("NOT t", ExpectedResult = Outcome.False)]
    [TestCase("NOT f", ExpectedResult = Outcome.True)]
    [TestCase("NOT u", ExpectedResult = Outcome.Unknown)]
    [TestCase("NOT NOT t", ExpectedResult = Outcome.True)]
    [TestCase("NOT NOT u", ExpectedResult = Outcome.Unknown)]
    public Outcome Not(string selector) => Evaluation.Evaluate(selector, Headers);

    [TestCase("u = 0")]
    [TestCase("u <> 0")]
    [TestCase("u > 0")]
    [TestCase("0 >= u")]
    [TestCase("u = 'a'")]
    [TestCase("t <> u")]
    [TestCase("u <> t")]
    [TestCase("u = u")]
    [TestCase("u = TRUE")]
    [TestCase("u LIKE 'a'")]
    [TestCase("u LIKE '%'")]
    [TestCase("u NOT LIKE 'a'")]
    [TestCase("u IN ('a')")]
    [TestCase("u NOT IN ('a', 1)")]
    [TestCase("u BETWEEN 1 AND 2")]
    [TestCase("u NOT BETWEEN 1 AND 2")]
    [TestCase("-u = 0")]
    [TestCase("+u = 0")]
    [TestCase("u + 2 = 0")]
    [TestCase("2 - u = 0")]
    [TestCase("u * 0 = 0")]
    [TestCase("2 / u = 0")]
    [TestCase("u % 2 = 0")]
    [TestCase("u")]
    public void What_needs_a_missing_header_is_unknown(string selector) =>
        Assert.That(Evaluation.Evaluate(selector, Headers), Is.EqualTo(Outcome.Unknown));
}
