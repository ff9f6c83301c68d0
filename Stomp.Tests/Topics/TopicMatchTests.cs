using System.Text;
using NUnit.Framework;
using Stomp.Broker.Destinations.Topics;
using Stomp.Broker.Messages;
using Stomp.Broker.Outboxes;
using Stomp.Broker.Subscriptions;

namespace Stomp.Tests.Topics;

/// <summary>One pattern compared with one name says what the tree of all patterns says.</summary>
public sealed class TopicMatchTests
{
    private static readonly string[] NameTokens = ["a", "b", "", "ab"];
    private static readonly string[] PatternTokens = [.. NameTokens, "*", "**", "#"];

    [Test]
    public void A_pattern_matches_what_it_matches_in_the_tree([Random(4)] int seed)
    {
        var random = new Random(seed);
        for (int i = 0; i < 20_000; i++)
        {
            byte[] pattern = Generate(random, PatternTokens);
            byte[] name = Generate(random, NameTokens);
            var tree = new TopicTree();
            tree.Add(pattern, new Nobody());
            Assert.That(
                TopicName.Matches(pattern, name),
                Is.EqualTo(tree.Match(name).Length == 1),
                $"{Encoding.UTF8.GetString(pattern)} {Encoding.UTF8.GetString(name)}");
        }
    }

    private static byte[] Generate(Random random, string[] tokens) =>
        Encoding.UTF8.GetBytes(string.Join(random.Next(2) == 0 ? '.' : '/', random.GetItems(tokens, random.Next(1, 7))));

    private sealed class Nobody : IMessageTarget
    {
        public void Deliver(ReadOnlySpan<Message> messages, DeliveryBatch batch)
        {
        }
    }
}
