using NUnit.Framework;
using Stomp.Broker.Selectors;
using Stomp.Broker.Selectors.Parsing;

namespace Stomp.Tests.Selectors;

/// <summary>What is wrong is told: what, where, and what would be right.</summary>
public sealed class ErrorTests
{
    private const string Names = "a name with other characters than letters, digits, '_', '$' and '-' is put in double quotes";

    [TestCase("", 1, "it is empty; write a condition such as region = 'eu', or leave the header out")]
    [TestCase("  ", 3, "it is empty; write a condition such as region = 'eu', or leave the header out")]
    [TestCase("convert_string_expressions:", 28, "it is empty; write a condition such as region = 'eu', or leave the header out")]
    [TestCase("region    =", 12, "expected a value after '='")]
    [TestCase("a = AND b", 5, "expected a value after '=', not 'AND'")]
    [TestCase("a = 1 AND", 10, "expected a value after 'AND'")]
    [TestCase("AND", 1, "expected a value, not 'AND'")]
    [TestCase("a = = 1", 5, "expected a value after '=', not '='")]
    [TestCase("a = NOT b", 5, "expected a value after '=', not 'NOT'")]
    [TestCase("a b", 3, "expected AND, OR or the end after 'a', not 'b'")]
    [TestCase("a = 1 'x'", 7, "expected AND, OR or the end after '1', not 'x'")]
    [TestCase("a < b < c", 7, "expected AND, OR or the end after 'b', not '<'")]
    [TestCase("a = b = c", 7, "expected AND, OR or the end after 'b', not '='")]
    [TestCase("(a = 1", 7, "expected ')' for the '(' at position 1 after '1'")]
    [TestCase("b OR (a = 1 c", 13, "expected ')' for the '(' at position 6 after '1', not 'c'")]
    [TestCase("a = 1)", 6, "there is no '(' for this ')'")]
    [TestCase("()", 2, "expected a value after '(', not ')'")]
    [TestCase("a = 'eu", 5, "the string that begins here has no ' at its end")]
    [TestCase("\"a = 1", 1, "the name that begins here has no \" at its end")]
    [TestCase("\"\" = 1", 1, "a name has at least one character; a string stands in single quotes")]
    [TestCase("a IS", 5, "expected NULL or NOT NULL after 'IS'")]
    [TestCase("a IS 1", 6, "expected NULL or NOT NULL after 'IS', not '1'")]
    [TestCase("a IS NOT x", 10, "expected NULL after 'NOT', not 'x'")]
    [TestCase("a NOT = 1", 7, "expected BETWEEN, IN or LIKE after 'NOT', not '='")]
    [TestCase("a = NULL", 5, "NULL is not a value; write IS NULL or IS NOT NULL after a name")]
    [TestCase("a BETWEEN 1", 12, "expected AND and the upper bound after '1'")]
    [TestCase("a BETWEEN 1 OR 2", 13, "expected AND and the upper bound after '1', not 'OR'")]
    [TestCase("a IN 'x'", 6, "expected '(' after 'IN', not 'x'")]
    [TestCase("a IN ()", 7, "expected a string or a number after '(', not ')'")]
    [TestCase("a IN (b)", 7, "expected a string or a number after '(', not 'b'")]
    [TestCase("a IN ('x',)", 11, "expected a string or a number after ',', not ')'")]
    [TestCase("a IN ('x' 'y')", 11, "expected ',' or ')' for the '(' at position 6 after 'x', not 'y'")]
    [TestCase("a IN (- 'y')", 9, "expected a number after '-', not 'y'")]
    [TestCase("a LIKE b", 8, "expected a pattern in single quotes after 'LIKE', not 'b'")]
    [TestCase("a LIKE 'x' ESCAPE", 18, "expected a character in single quotes after 'ESCAPE'")]
    [TestCase("a LIKE 'x' ESCAPE ''", 19, "ESCAPE takes one character")]
    [TestCase("a LIKE 'x' ESCAPE '!!'", 19, "ESCAPE takes one character")]
    [TestCase("foo.bar = 1", 4, "'.' cannot stand in a name; " + Names)]
    [TestCase("no_hyphenated_props:a = 1", 20, "':' cannot stand in a name; " + Names)]
    [TestCase("a = #", 5, "'#' cannot stand here; " + Names)]
    [TestCase("a == 1", 4, "expected a value after '=', not '='")]
    [TestCase("a & b", 3, "'&' cannot stand here; " + Names)]
    [TestCase("a\u00A0= 1", 2, "the character U+00A0 cannot stand here; " + Names)]
    [TestCase("a \0", 3, "the character U+0000 cannot stand here; " + Names)]
    [TestCase("a = 1 -- all", 7, "'--' is not an operator, and comments are not allowed; write '- -' for two signs")]
    [TestCase("a = 1 /* all */", 8, "expected a value after '/', not '*'")]
    [TestCase("REGEX('a.*', b)", 6, "there are no functions; 'REGEX' is the name of a header")]
    [TestCase("a = 123abc", 5, "'123abc' is not a number")]
    [TestCase("a = 1.2.3", 5, "'1.2.3' is not a number")]
    [TestCase("a = 1E", 5, "'1E' is not a number")]
    [TestCase("a = 1E+", 5, "'1E+' is not a number")]
    [TestCase("a = 0x", 5, "'0x' is not a number")]
    [TestCase("a = 0x1LL", 5, "'0x1LL' is not a number")]
    [TestCase("a = 0L1", 5, "'0L1' is not a number")]
    [TestCase("a = 1.5L", 5, "'1.5L' is not a number")]
    [TestCase("a = 0xG", 5, "'0xG' is not a number")]
    [TestCase("a = 1_000", 5, "'1_000' is not a number")]
    [TestCase("a = 089", 5, "'089' begins with 0, so it is octal, and has digits from 0 to 7 only")]
    [TestCase("a = 0x8000000000000000", 5, "'0x8000000000000000' is too large: hexadecimal and octal numbers have at most 63 bits")]
    [TestCase("a = 1E400", 5, "the number is too large: it must be below 1.8E308")]
    [TestCase("5", 1, "expected a condition; compare this value with another")]
    [TestCase("a AND 'x'", 7, "expected a condition; compare this value with another")]
    [TestCase("a OR b + 1", 6, "expected a condition; compare this value with another")]
    [TestCase("NOT (1)", 5, "expected a condition; compare this value with another")]
    [TestCase("JMSPriority", 1, "expected a condition; compare this value with another")]
    [TestCase("a > '100'", 5, "'>' compares numbers, which stand without quotes; strings are compared with '=', '<>', IN and LIKE")]
    [TestCase("'a' <= b", 1, "'<=' compares numbers, which stand without quotes; strings are compared with '=', '<>', IN and LIKE")]
    [TestCase("a > TRUE", 5, "'>' compares numbers; a condition stands here")]
    [TestCase("a BETWEEN 'a' AND 'b'", 11,
        "'BETWEEN' compares numbers, which stand without quotes; strings are compared with '=', '<>', IN and LIKE")]
    [TestCase("a + 'x' = 'yx'", 5, "'+' takes numbers; a string stands here")]
    [TestCase("(b = 1) * 2 = 2", 1, "'*' takes numbers; a condition stands here")]
    [TestCase("-'x' = 1", 2, "'-' takes numbers; a string stands here")]
    [TestCase("1 = TRUE", 3, "a condition, TRUE or FALSE can only be equal to another of these, or to a header")]
    [TestCase("(a > 1) = 'true'", 9, "a condition, TRUE or FALSE can only be equal to another of these, or to a header")]
    [TestCase("1 LIKE 'x'", 1, "LIKE takes a header; a number stands here")]
    [TestCase("(a = 1) IN ('x')", 1, "IN looks for a string or a number; a condition stands here")]
    [TestCase("'😀' = a AND", 12, "expected a value after 'AND'")]
    [TestCase("a = 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' b", 77,
        "expected AND, OR or the end after 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…, not 'b'")]
    public void An_error_tells_what_is_wrong_and_where(string selector, int position, string what)
    {
        SelectorException? error = Assert.Throws<SelectorException>(() => Selector.Parse(selector));
        Assert.Multiple(() =>
        {
            Assert.That(error.Message, Is.EqualTo($"the selector is wrong at position {position}: {what}"));
            Assert.That(error.Position, Is.EqualTo(position));
        });
    }

    [TestCase("JMSRedelivered")]
    [TestCase("JMSXDeliveryCount")]
    [TestCase("JMSFoo")]
    [TestCase("AMQSize")]
    public void A_name_of_JMS_that_no_message_has_is_refused(string name) =>
        Assert.That(
            () => Selector.Parse($"a AND {name} = 1"),
            Throws.TypeOf<SelectorException>().With.Message.EqualTo(
                $"the selector is wrong at position 7: '{name}' is not known; known are JMSCorrelationID, JMSDeliveryMode, JMSDestination, "
                + "JMSExpiration, JMSMessageID, JMSPriority, JMSReplyTo, JMSTimestamp, JMSType, and a header of that name in double quotes"));

    [Test]
    public void What_is_no_UTF_8_is_refused() =>
        Assert.That(
            () => Selector.Parse([.. "ä = 'x"u8, 0xC3, (byte)'\'']),
            Throws.TypeOf<SelectorException>().With.Message.EqualTo("the selector is wrong at position 7: what is there is not UTF-8"));
}
