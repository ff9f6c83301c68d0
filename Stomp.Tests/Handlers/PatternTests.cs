using System.Text;
using NUnit.Framework;
using Stomp.Broker.Handlers.Routing;

namespace Stomp.Tests.Handlers;

/// <summary>Which destinations a pattern matches, and which of several patterns wins.</summary>
public sealed class PatternTests
{
    [TestCase("/hello", "hello")]
    [TestCase("hello", "hello")]
    [TestCase("/a/b", "a.b")]
    [TestCase("a.b", "a/b")]
    [TestCase("/a/b", "a/b/")]
    [TestCase("/chat/{room}", "chat/lobby", "lobby")]
    [TestCase("/chat.{room}", "chat/lobby", "lobby")]
    [TestCase("/{a}/x/{b}", "1.x.2", "1", "2")]
    [TestCase("/*/x", "anything/x")]
    [TestCase("/**", "a")]
    [TestCase("/**", "a/b/c")]
    [TestCase("/a/**", "a")]
    [TestCase("/a/**/z", "a/z")]
    [TestCase("/a/**/z", "a/b/z/c/z")]
    [TestCase("/**/a/{x}/**/b", "q/a/1/a/2/b/c/b", "1")]
    public void Matches(string pattern, string path, params string[] values) =>
        Assert.That(Match(pattern, path), Is.EqualTo(values));

    [TestCase("/hello", "Hello")]
    [TestCase("/hello", "hello/x")]
    [TestCase("/chat/{room}", "chat")]
    [TestCase("/chat/{room}", "chat/")]
    [TestCase("/chat/{room}", "chat/a/b")]
    [TestCase("/chat/{room}/x", "chat//x")]
    [TestCase("/*", "a/b")]
    [TestCase("/a/**/z", "a/b")]
    public void Does_not_match(string pattern, string path) => Assert.That(Match(pattern, path), Is.Null);

    [Test]
    public void The_most_specific_comes_first()
    {
        string[] expected = ["/a/b/c", "/a/b/{x}", "/a/b", "/a/{x}/c", "/a/*/{y}", "/a/**/c", "/a/**", "/{x}/b", "/**"];
        Assert.That(
            expected.Reverse().Select(DestinationPattern.Parse).Order().Select(static pattern => pattern.Text),
            Is.EqualTo(expected));
    }

    [TestCase("", "names no destination")]
    [TestCase("/", "names no destination")]
    [TestCase("/a//b", "empty token")]
    [TestCase("/a*", "must be a whole token")]
    [TestCase("/{a}b", "must be a whole token")]
    [TestCase("/a?", "must be a whole token")]
    [TestCase("/{}", "letters, digits")]
    [TestCase("/{a:[0-9]+}", "no expression")]
    [TestCase("/{a.b}", "letters, digits")]
    [TestCase("/{a}/{a}", "twice")]
    public void A_malformed_pattern_says_what_is_wrong(string pattern, string message) =>
        Assert.That(() => DestinationPattern.Parse(pattern), Throws.ArgumentException.With.Message.Contains(message));

    private static string[]? Match(string text, string path)
    {
        var pattern = DestinationPattern.Parse(text);
        byte[] octets = Encoding.UTF8.GetBytes(path);
        var tokens = new List<Range>();
        for (int start = 0; start < octets.Length;)
        {
            int length = octets.AsSpan(start).IndexOfAny((byte)'.', (byte)'/');
            int end = length < 0 ? octets.Length : start + length;
            tokens.Add(start..end);
            start = end + 1;
        }

        var values = new Range[tokens.Count + 1];
        return pattern.IsMatch(octets, tokens.ToArray(), values)
            ? [.. values.Take(pattern.Variables.Count).Select(value => Encoding.UTF8.GetString(octets[value]))]
            : null;
    }
}
