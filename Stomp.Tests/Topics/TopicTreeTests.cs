using System.Diagnostics;
using System.Text;
using NUnit.Framework;
using Stomp.Broker.Destinations.Topics;
using Stomp.Broker.Messages;
using Stomp.Broker.Outboxes;
using Stomp.Broker.Subscriptions;

namespace Stomp.Tests.Topics;

/// <summary>The tree of patterns against a matcher that is too simple to be wrong.</summary>
public sealed class TopicTreeTests
{
    private static readonly string[] Tokens = ["a", "b", "", "*", "**", "#", ">"];

    [Test]
    public void Random_patterns_match_as_the_definition_says()
    {
        var random = new Random(20240229);
        for (int round = 0; round < 300; round++)
        {
            var tree = new TopicTree();
            List<(string Pattern, Target Target)> live = [];
            for (int step = 0; step < 40; step++)
            {
                if (live.Count > 0 && random.Next(3) == 0)
                {
                    int index = random.Next(live.Count);
                    Assert.That(tree.Remove(Encoding.UTF8.GetBytes(live[index].Pattern), live[index].Target), Is.True);
                    Assert.That(tree.Remove(Encoding.UTF8.GetBytes(live[index].Pattern), live[index].Target), Is.False);
                    live.RemoveAt(index);
                }
                else
                {
                    (string Pattern, Target Target) added = (MakeName(random, Tokens.Length), new Target());
                    tree.Add(Encoding.UTF8.GetBytes(added.Pattern), added.Target);
                    live.Add(added);
                }

                string name = MakeName(random, 3);
                Assert.That(
                    tree.Match(Encoding.UTF8.GetBytes(name)),
                    Is.EquivalentTo(live.Where(entry => Matches(Split(entry.Pattern), Split(name))).Select(entry => entry.Target)),
                    name);
            }
        }
    }

    [Test]
    public void H12_alternating_wildcards_cost_no_more_than_their_number()
    {
        // A matcher that goes back would try some 10^17 ways here.
        var tree = new TopicTree();
        var target = new Target();
        byte[] pattern = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("**.a.", 30)) + "z");
        tree.Add(pattern, target);
        byte[] name = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("a.", 60)));
        long started = Stopwatch.GetTimestamp();
        for (int i = 0; i < 100; i++)
        {
            Assert.That(tree.Match([.. name, (byte)'y']), Is.Empty);
            Assert.That(tree.Match([.. name, (byte)'z']), Is.EqualTo([target]));
        }

        Assert.That(Stopwatch.GetElapsedTime(started), Is.LessThan(TimeSpan.FromSeconds(30)));
    }

    [Test]
    public void H12_a_pattern_of_many_tokens_needs_little_stack()
    {
        bool removed = false;
        var thread = new Thread(
            () =>
            {
                var tree = new TopicTree();
                var target = new Target();
                byte[] pattern = new byte[20_000];
                pattern.AsSpan().Fill((byte)'/');
                tree.Add(pattern, target);
                removed = tree.Match(pattern).Length == 1 && tree.Remove(pattern, target) && tree.Match(pattern).Length == 0;
            },
            maxStackSize: 256 * 1024);
        thread.Start();
        thread.Join();
        Assert.That(removed, Is.True);
    }

    private static string MakeName(Random random, int tokens)
    {
        var name = new StringBuilder(random.Next(2) == 0 ? "a" : "b");
        for (int i = random.Next(5); i > 0; i--)
        {
            name.Append(random.Next(2) == 0 ? '.' : '/').Append(Tokens[random.Next(tokens)]);
        }

        return name.ToString();
    }

    // As the tree has it, a separator at the very end makes no token.
    private static string[] Split(string name)
    {
        string[] tokens = name.Split('.', '/');
        return tokens[^1].Length == 0 ? tokens[..^1] : tokens;
    }

    private static bool Matches(ReadOnlySpan<string> pattern, ReadOnlySpan<string> name)
    {
        if (pattern.IsEmpty)
        {
            return name.IsEmpty;
        }

        return pattern[0] is "**" or "#" or ">"
            ? Matches(pattern[1..], name) || (!name.IsEmpty && Matches(pattern, name[1..]))
            : !name.IsEmpty && (pattern[0] == "*" || pattern[0] == name[0]) && Matches(pattern[1..], name[1..]);
    }

    private sealed class Target : IMessageTarget
    {
        public void Deliver(ReadOnlySpan<Message> messages, DeliveryBatch batch) => throw new NotSupportedException();
    }
}
