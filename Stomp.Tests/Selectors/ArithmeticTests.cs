using NUnit.Framework;

namespace Stomp.Tests.Selectors;

/// <summary>Sums and products over headers and literals.</summary>
public sealed class ArithmeticTests
{
    private const string Max = "9223372036854775807";
    private const string Min = "-9223372036854775808";

    [TestCase("a + 2 = 12")]
    [TestCase("a - 3 = 7")]
    [TestCase("a * 2 = 20")]
    [TestCase("a / 4 = 2.5")]
    [TestCase("a / 5 = 2")]
    [TestCase("a % 3 = 1")]
    [TestCase("-a % 3 = -1")]
    [TestCase("a % 2.5 = 0")]
    [TestCase("a + half = 10.5")]
    [TestCase("a + a = 20")]
    [TestCase("-a = -10")]
    [TestCase("+a = 10")]
    [TestCase("- -a = 10")]
    [TestCase("-(a + 1) = -11")]
    [TestCase("a - -5 = 15")]
    [TestCase("a -5 = 5")]
    [TestCase("a- 5 = 5")]
    [TestCase("a -5+ -a = -5")]
    [TestCase("0.1 + 0.2 > 0.3")]
    public void Numbers_are_reckoned_with(string selector) =>
        Assert.That(Evaluation.Evaluate(selector, "a:10", "half:0.5"), Is.EqualTo(Outcome.True));

    [TestCase($"a + 1 > {Max}", Max, ExpectedResult = Outcome.False)] // both become the same real number
    [TestCase("a + 1 = 9223372036854775808", Max, ExpectedResult = Outcome.True)]
    [TestCase("a - 2 < -9223372036854775000", Min, ExpectedResult = Outcome.True)]
    [TestCase("a * 2 > 1.8E19", Max, ExpectedResult = Outcome.True)]
    [TestCase("a * -1 > 0", Min, ExpectedResult = Outcome.True)]
    [TestCase("-a > 0", Min, ExpectedResult = Outcome.True)]
    [TestCase("a % -1 = 0", Min, ExpectedResult = Outcome.True)]
    [TestCase("a / -1 > 0", Min, ExpectedResult = Outcome.True)]
    [TestCase("a - 1 = 9223372036854775806", Max, ExpectedResult = Outcome.True)]
    [TestCase("a + -9223372036854775807 = 0", Max, ExpectedResult = Outcome.True)]
    [TestCase("a * 1 = 9223372036854775807", Max, ExpectedResult = Outcome.True)]
    [TestCase("a * a * a * a > 1", "1e200", ExpectedResult = Outcome.True)]
    [TestCase("a * a - a * a = 0", "1e200", ExpectedResult = Outcome.Unknown)] // infinite, less infinite
    public Outcome What_does_not_fit_64_bits_is_a_real_number(string selector, string a) => Evaluation.Evaluate(selector, $"a:{a}");

    [TestCase("a / 0 = 1")]
    [TestCase("a / 0 <> 1")]
    [TestCase("a / 0.0 > 1")]
    [TestCase("a / zero < 1")]
    [TestCase("a / (a - 10) IS NOT NULL AND a / 0 = 0")]
    [TestCase("a % 0 = 1")]
    [TestCase("a % 0.0 = 1")]
    [TestCase("0 / 0 = 0")]
    public void Division_by_zero_selects_nothing(string selector)
    {
        Assert.That(Evaluation.Evaluate(selector, "a:10", "zero:0"), Is.Not.EqualTo(Outcome.True));
        Assert.That(Evaluation.Evaluate("a / zero = 0", "a:10", "zero:0"), Is.EqualTo(Outcome.Unknown));
    }
}
