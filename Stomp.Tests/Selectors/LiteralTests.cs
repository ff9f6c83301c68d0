using NUnit.Framework;
using Stomp.Broker.Selectors;

namespace Stomp.Tests.Selectors;

/// <summary>Strings, numbers and booleans, as they stand in a selector.</summary>
public sealed class LiteralTests
{
    [TestCase("'eu'", "eu")]
    [TestCase("''", "")]
    [TestCase("'''In God We Trust'''", "'In God We Trust'")]
    [TestCase("'it''s'", "it's")]
    [TestCase("'a\"b'", "a\"b")]
    [TestCase("'Grüße 😀'", "Grüße 😀")]
    [TestCase("'AND'", "AND")]
    [TestCase("'a -- b /* c */'", "a -- b /* c */")]
    [TestCase("'line\nend'", "line\\nend")]
    [TestCase("'a:b\\c'", "a\\cb\\\\c")]
    public void A_string_is_what_stands_between_its_quotes(string literal, string header) =>
        Assert.That(Selector.Parse($"a = {literal}").Matches(Evaluation.Tail($"a:{header}")));

    [TestCase("57", "57")]
    [TestCase("0", "0")]
    [TestCase("-957", "-957")]
    [TestCase("+62", "62")]
    [TestCase("57L", "57")]
    [TestCase("57l", "57")]
    [TestCase("9223372036854775807", "9223372036854775807")]
    [TestCase("-9223372036854775808", "-9223372036854775808")]
    [TestCase("- 9223372036854775808", "-9223372036854775808")]
    [TestCase("9223372036854775808", "9.223372036854776E+18")]
    [TestCase("0x1F", "31")]
    [TestCase("0Xff", "255")]
    [TestCase("-0x10", "-16")]
    [TestCase("0x1e", "30")]
    [TestCase("0x7fffffffffffffffL", "9223372036854775807")]
    [TestCase("017", "15")]
    [TestCase("00", "0")]
    [TestCase("7.", "7.0")]
    [TestCase(".5", "0.5")]
    [TestCase("09.5", "9.5")]
    [TestCase("-95.7", "-95.7")]
    [TestCase("7E3", "7000.0")]
    [TestCase("7e3", "7000.0")]
    [TestCase("7E+3", "7000.0")]
    [TestCase("-57.9E2", "-5790.0")]
    [TestCase("5.E-1", "0.5")]
    [TestCase(".1E1", "1.0")]
    [TestCase("7D", "7.0")]
    [TestCase("7.5f", "7.5")]
    [TestCase("1E300", "1E+300")]
    public void A_number_is_one_of_Java(string literal, string canonical) =>
        Assert.That(Selector.Parse($"a = {literal}").ToString(), Is.EqualTo($"a = {canonical}"));

    [TestCase("5 = 5.0")]
    [TestCase("0x10 = 16")]
    [TestCase("1.0 < 1.1")]
    [TestCase("-1.1E1 < 1.0E1")]
    [TestCase("4E-10 < 5E-10")]
    [TestCase("9223372036854775807 > 9223372036854775806")]
    public void Numbers_of_all_kinds_are_compared_by_what_they_are(string selector) =>
        Assert.That(Selector.Parse(selector).Matches(Evaluation.Tail()));

    [TestCase("TRUE", ExpectedResult = true)]
    [TestCase("true", ExpectedResult = true)]
    [TestCase("True", ExpectedResult = true)]
    [TestCase("FALSE", ExpectedResult = false)]
    [TestCase("not false", ExpectedResult = true)]
    [TestCase("TRUE = TRUE", ExpectedResult = true)]
    [TestCase("TRUE <> TRUE", ExpectedResult = false)]
    [TestCase("TRUE = FALSE", ExpectedResult = false)]
    public bool Booleans_stand_for_themselves(string selector) => Selector.Parse(selector).Matches(Evaluation.Tail());
}
