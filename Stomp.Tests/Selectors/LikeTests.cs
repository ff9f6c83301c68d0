using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using NUnit.Framework;
using Stomp.Broker.Selectors;
using Stomp.Broker.Selectors.Expressions;

namespace Stomp.Tests.Selectors;

/// <summary>Patterns.</summary>
public sealed class LikeTests
{
    [TestCase("", "", ExpectedResult = true)]
    [TestCase("", "a", ExpectedResult = false)]
    [TestCase("abc", "abc", ExpectedResult = true)]
    [TestCase("abc", "ABC", ExpectedResult = false)]
    [TestCase("abc", "abcd", ExpectedResult = false)]
    [TestCase("%", "", ExpectedResult = true)]
    [TestCase("%", "anything", ExpectedResult = true)]
    [TestCase("%%", "", ExpectedResult = true)]
    [TestCase("_", "", ExpectedResult = false)]
    [TestCase("_", "a", ExpectedResult = true)]
    [TestCase("_", "ab", ExpectedResult = false)]
    [TestCase("12%3", "123", ExpectedResult = true)]
    [TestCase("12%3", "12993", ExpectedResult = true)]
    [TestCase("12%3", "1234", ExpectedResult = false)]
    [TestCase("l_se", "lose", ExpectedResult = true)]
    [TestCase("l_se", "loose", ExpectedResult = false)]
    [TestCase("a%a", "a", ExpectedResult = false)]
    [TestCase("a%a", "aa", ExpectedResult = true)]
    [TestCase("%ab%", "xxaby", ExpectedResult = true)]
    [TestCase("%ab%ab%", "ab ab", ExpectedResult = true)]
    [TestCase("%ab%ab%", "aba", ExpectedResult = false)]
    [TestCase("%a_c%", "abbabc", ExpectedResult = true)]
    [TestCase("%a_c%c", "aacc", ExpectedResult = true)]
    [TestCase("%a_c%c", "aac", ExpectedResult = false)]
    [TestCase("%_%", "", ExpectedResult = false)]
    [TestCase("%_%", "a", ExpectedResult = true)]
    [TestCase("%__%_%", "ab", ExpectedResult = false)]
    [TestCase("%__%_%", "abc", ExpectedResult = true)]
    [TestCase("com.foo.%", "com.foo.bar", ExpectedResult = true)]
    [TestCase("com.foo.%", "comxfooxbar", ExpectedResult = false)]
    [TestCase("!#$&()*+,-./:;<=>?@[\\]^`{|}~", "!#$&()*+,-./\\c;<=>?@[\\\\]^`{|}~", ExpectedResult = true)]
    [TestCase("a%z", "a\\n\\nz", ExpectedResult = true)]
    public bool A_pattern_matches_the_whole_value(string pattern, string header) => Matches($"a LIKE '{pattern}'", header);

    [TestCase("_", "é", ExpectedResult = true)]
    [TestCase("_", "😀", ExpectedResult = true)]
    [TestCase("__", "😀", ExpectedResult = false)]
    [TestCase("é_", "é€", ExpectedResult = true)]
    [TestCase("%_x", "€x", ExpectedResult = true)]
    [TestCase("%__x", "€x", ExpectedResult = false)]
    [TestCase("%€_€%", "a€😀€b", ExpectedResult = true)]
    [TestCase("%€_€%", "a€😀😀€b", ExpectedResult = false)]
    [TestCase("%_€_%", "a€", ExpectedResult = false)]
    [TestCase("%_€_%", "😀€😀", ExpectedResult = true)]
    [TestCase("%a_%", "aé", ExpectedResult = true)]
    [TestCase("%a_%x", "aéx", ExpectedResult = true)]
    [TestCase("%_%_", "é😀", ExpectedResult = true)]
    [TestCase("%_%_%_%", "é😀", ExpectedResult = false)]
    public bool A_character_is_a_code_point(string pattern, string header) => Matches($"a LIKE '{pattern}'", header);

    [TestCase(@"a LIKE '\_%' ESCAPE '\'", "_foo", ExpectedResult = true)]
    [TestCase(@"a LIKE '\_%' ESCAPE '\'", "bar", ExpectedResult = false)]
    [TestCase("a LIKE '100!%' ESCAPE '!'", "100%", ExpectedResult = true)]
    [TestCase("a LIKE '100!%' ESCAPE '!'", "1000", ExpectedResult = false)]
    [TestCase("a LIKE 'a!!b' ESCAPE '!'", "a!b", ExpectedResult = true)]
    [TestCase("a LIKE 'a!!%' ESCAPE '!'", "a!xyz", ExpectedResult = true)]
    [TestCase("a LIKE 'a!b!' ESCAPE '!'", "a!b!", ExpectedResult = true)] // before others it stands for itself
    [TestCase("a LIKE '%%%' ESCAPE '%'", "%", ExpectedResult = true)]
    [TestCase("a LIKE '%%%' ESCAPE '%'", "x%", ExpectedResult = false)]
    [TestCase("a LIKE '_%_' ESCAPE '_'", "%x", ExpectedResult = true)]
    [TestCase("a LIKE '😀_' ESCAPE '😀'", "_", ExpectedResult = true)]
    [TestCase("a LIKE 'it''s' ESCAPE ''''", "it's", ExpectedResult = true)]
    public bool The_escape_character_takes_wildcards_as_they_stand(string selector, string header) => Matches(selector, header);

    [TestCase("a LIKE 'x%'", ExpectedResult = Outcome.True)]
    [TestCase("a NOT LIKE 'x%'", ExpectedResult = Outcome.False)]
    [TestCase("a NOT LIKE 'y%'", ExpectedResult = Outcome.True)]
    [TestCase("b NOT LIKE 'y%'", ExpectedResult = Outcome.Unknown)]
    public Outcome NOT_LIKE_is_its_opposite(string selector) => Evaluation.Evaluate(selector, "a:xyz");

    [Test]
    public void Patterns_match_what_their_regular_expressions_match([Random(3)] int seed)
    {
        var random = new Random(seed);
        string[] parts = ["a", "b", "é", "😀", "%", "_"];
        for (int i = 0; i < 20_000; i++)
        {
            string pattern = string.Concat(random.GetItems(parts, random.Next(8)));
            string[] value = random.GetItems(parts[..4], random.Next(10));
            string expression = string.Concat(pattern.EnumerateRunes().Select(character => character.Value switch
            {
                '%' => ".*",
                '_' => @"(?:[\uD800-\uDBFF].|[^\uD800-\uDFFF])",
                _ => character.ToString(),
            }));
            bool expected = Regex.IsMatch(string.Concat(value), $@"\A{expression}\z", RegexOptions.Singleline);
            Assert.That(
                new LikePattern(pattern, null).IsMatch(Encoding.UTF8.GetBytes(string.Concat(value))),
                Is.EqualTo(expected),
                $"'{string.Concat(value)}' LIKE '{pattern}'");
        }
    }

    // A matcher that tries again would take years for some of these, and minutes for others; this one takes milliseconds.
    [TestCase("%a%a%a%a%a%a%a%a%a%a%a%a%a%a%a%a%a%a%a%a%b")]
    [TestCase("%a%a%a%a%a%a%a%a%a%a%a%a%a%a%a%a%a%a%a%a%b%")]
    [TestCase("%_%_%_%_%_%_%_%_%_%_%_%_%_%_%_%_%_%_%_%_%_b%")]
    [TestCase("%a_a_a_a_a_a_a_a_a_a_a_a_a_a_a_a_a_a_a_a_a_a_a_a_a_a_a_a_a_a_b%")]
    [TestCase("%aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab%")]
    public void No_pattern_takes_long(string pattern)
    {
        byte[] value = [.. Enumerable.Repeat((byte)'a', 1_000_000)];
        var like = new LikePattern(pattern, null);
        var clock = Stopwatch.StartNew();
        Assert.That(like.IsMatch(value), Is.False);
        Assert.That(clock.Elapsed, Is.LessThan(TimeSpan.FromSeconds(5)));
    }

    [Test]
    public void A_piece_with_places_for_any_character_may_have_64_octets_between_two_percent_signs()
    {
        string longest = $"{new string('x', 62)}_y";
        Assert.Multiple(() =>
        {
            Assert.That(Matches($"a LIKE '%{longest}%'", $"xx{longest}"));
            Assert.That(Matches($"a LIKE '%{longest}%'", longest[1..]), Is.False);
            Assert.That(Matches($"a LIKE 'x{longest}%x{longest}'", $"x{longest}x{longest}"));
            Assert.That(Matches($"a LIKE '%{new string('x', 1000)}%'", new string('x', 1001)));
            Assert.That(
                () => Selector.Parse($"a LIKE '%x{longest}%'"),
                Throws.Exception.With.Message.EqualTo(
                    "the selector is wrong at position 8: between two '%' a pattern with '_' has at most 64 octets"));
        });
    }

    private static bool Matches(string selector, string header) => Selector.Parse(selector).Matches(Evaluation.Tail($"a:{header}"));
}
