using NUnit.Framework;

namespace Stomp.Tests.Selectors;

/// <summary>All headers are text: they are taken for what they are compared with, or reckoned with.</summary>
public sealed class CoercionTests
{
    [TestCase("100", ExpectedResult = Outcome.True)]
    [TestCase("+100", ExpectedResult = Outcome.True)]
    [TestCase("0100", ExpectedResult = Outcome.True)] // decimal in a header
    [TestCase("100.0", ExpectedResult = Outcome.True)]
    [TestCase("100.", ExpectedResult = Outcome.True)]
    [TestCase("1e2", ExpectedResult = Outcome.True)]
    [TestCase(".1E3", ExpectedResult = Outcome.True)]
    [TestCase(" 100 ", ExpectedResult = Outcome.True)]
    [TestCase("\t100", ExpectedResult = Outcome.True)]
    [TestCase("-100", ExpectedResult = Outcome.False)]
    [TestCase("99999999999999999999", ExpectedResult = Outcome.False)]
    [TestCase("", ExpectedResult = Outcome.False)]
    [TestCase(" ", ExpectedResult = Outcome.False)]
    [TestCase("abc", ExpectedResult = Outcome.False)]
    [TestCase("100 EUR", ExpectedResult = Outcome.False)]
    [TestCase("1,00", ExpectedResult = Outcome.False)]
    [TestCase("0x64", ExpectedResult = Outcome.False)]
    [TestCase("100L", ExpectedResult = Outcome.False)]
    [TestCase("1 00", ExpectedResult = Outcome.False)]
    [TestCase("--100", ExpectedResult = Outcome.False)]
    [TestCase("１００", ExpectedResult = Outcome.False)]
    public Outcome A_header_equals_a_number_if_it_is_that(string header) => Evaluation.Evaluate("a = 100", $"a:{header}");

    [TestCase("a > 0", ExpectedResult = Outcome.False)]
    [TestCase("a < 0", ExpectedResult = Outcome.False)]
    [TestCase("a >= 0", ExpectedResult = Outcome.False)]
    [TestCase("a = 0", ExpectedResult = Outcome.False)]
    [TestCase("a <> 0", ExpectedResult = Outcome.True)]
    [TestCase("0 <> a", ExpectedResult = Outcome.True)]
    [TestCase("a BETWEEN -1 AND 1", ExpectedResult = Outcome.False)]
    [TestCase("a NOT BETWEEN -1 AND 1", ExpectedResult = Outcome.False)]
    [TestCase("a + 1 > 0", ExpectedResult = Outcome.Unknown)]
    [TestCase("-a = 0", ExpectedResult = Outcome.Unknown)]
    [TestCase("+a <> 0", ExpectedResult = Outcome.Unknown)]
    public Outcome What_is_no_number_differs_from_every_number_and_cannot_be_reckoned_with(
        string selector) => Evaluation.Evaluate(selector, "a:abc");

    [TestCase("NaN")]
    [TestCase("Infinity")]
    [TestCase("-Infinity")]
    [TestCase("∞")]
    [TestCase("e5")]
    public void Words_are_no_numbers(string header) =>
        Assert.That(Evaluation.Evaluate("a > 0 OR a <= 0", $"a:{header}"), Is.EqualTo(Outcome.False));

    [TestCase("a > 1E307", "1e308", ExpectedResult = Outcome.True)]
    [TestCase("a > 1E307", "1e999", ExpectedResult = Outcome.True)]
    [TestCase("a < 1", "1e-999", ExpectedResult = Outcome.True)]
    [TestCase("a = 9007199254740993", "9007199254740993", ExpectedResult = Outcome.True)]
    [TestCase("a = 9007199254740992", "9007199254740993", ExpectedResult = Outcome.False)]
    public Outcome Large_numbers_keep_their_size(string selector, string header) => Evaluation.Evaluate(selector, $"a:{header}");

    [TestCase("a = TRUE", "true", ExpectedResult = Outcome.True)]
    [TestCase("a = TRUE", "TRUE", ExpectedResult = Outcome.True)]
    [TestCase("a = TRUE", "false", ExpectedResult = Outcome.False)]
    [TestCase("a = FALSE", "False", ExpectedResult = Outcome.True)]
    [TestCase("a <> TRUE", "false", ExpectedResult = Outcome.True)]
    [TestCase("TRUE = a", "true", ExpectedResult = Outcome.True)]
    [TestCase("a = TRUE", "yes", ExpectedResult = Outcome.False)]
    [TestCase("a = FALSE", "no", ExpectedResult = Outcome.False)]
    [TestCase("a <> TRUE", "yes", ExpectedResult = Outcome.True)]
    [TestCase("a = TRUE", "1", ExpectedResult = Outcome.False)]
    [TestCase("a = (1 = 1)", "true", ExpectedResult = Outcome.True)]
    public Outcome A_header_equals_a_boolean_if_it_is_that(string selector, string header) => Evaluation.Evaluate(selector, $"a:{header}");

    [TestCase("true", ExpectedResult = Outcome.True)]
    [TestCase("True", ExpectedResult = Outcome.True)]
    [TestCase("false", ExpectedResult = Outcome.False)]
    [TestCase("yes", ExpectedResult = Outcome.False)]
    [TestCase("", ExpectedResult = Outcome.False)]
    public Outcome A_header_alone_is_a_condition(string header) => Evaluation.Evaluate("a", $"a:{header}");

    [TestCase("a + 1 = '6'", ExpectedResult = Outcome.True)]
    [TestCase("a = '5'", ExpectedResult = Outcome.True)]
    [TestCase("a = ' 5'", ExpectedResult = Outcome.False)]
    [TestCase("5 = '5.0'", ExpectedResult = Outcome.True)]
    public Outcome A_string_is_taken_for_a_number_only_against_one(string selector) => Evaluation.Evaluate(selector, "a:5");
}
