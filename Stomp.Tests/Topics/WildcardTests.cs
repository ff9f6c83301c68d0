using NUnit.Framework;
using Stomp.Tests.InMemory;

namespace Stomp.Tests.Topics;

/// <summary>Wildcards as clients see them.</summary>
public sealed class WildcardTests : BrokerFixture
{
    [TestCase("a.*", "a.b a/b", "a b.a a.b.c")]
    [TestCase("*.b", "a.b .b", "b a.b.c")]
    [TestCase("a.*.c", "a.b.c a/b/c a..c", "a.c a.b.b.c")]
    [TestCase("a.**", "a a.b a/b/c", "b ab")]
    [TestCase("a.#", "a a.b a.b.c", "b ab")]
    [TestCase("a.>", "a a.b a.b.c", "b ab")]
    [TestCase("**.z", "z a.z a.b.z", "a.z.b az")]
    [TestCase("a.**.z", "a.z a.b.z a.b.c.z", "a z a.b")]
    [TestCase("#.b.#", "b a.b b.c a.b.c", "a c")]
    [TestCase(">", "a a.b a/b/c", "")]
    [TestCase("*", "a b", "a.b a/b")]
    [TestCase("*.**", "a a.b a.b.c", "")]
    [TestCase("a*", "", "a ab a.b")] // part of a token is no wildcard; nobody can send to the others' names with one
    [TestCase("a/b", "a/b a.b", "a a.b.c")]
    public async Task Patterns_match_whole_tokens_anywhere_and_dot_and_slash_are_the_same(string pattern, string matching, string others)
    {
        foreach (string version in new[] { "1.0", "1.1", "1.2" })
        {
            WireClient client = await Broker.ConnectAsync(version);
            await client.DoAsync(Wire.Subscribe("1", $"/topic/{pattern}"));
            string[] names = [.. matching.Split(' ', StringSplitOptions.RemoveEmptyEntries)];
            await client.SendAsync(string.Concat(names.Concat(others.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Select(name => Wire.Send($"/topic/{name}", name))));
            await client.ExpectAsync([.. names.Select(name => $"MESSAGE 1 {name}")]);
            await client.DoAsync([Wire.Unsubscribe("1"), .. names.Select(name => Wire.Send($"/topic/{name}", name))]);
        }
    }

    [TestCase("/topic/*")]
    [TestCase("/topic/a.**")]
    [TestCase("/topic/a/#/b")]
    [TestCase("/topic/>")]
    public async Task Wildcards_in_send_are_refused(string destination)
    {
        WireClient client = await Broker.ConnectAsync();
        await client.SendAsync(Wire.Send(destination));
        await client.ExpectErrorAsync("wildcard");
    }

    [Test]
    public async Task A_part_of_a_token_is_no_wildcard()
    {
        WireClient client = await Broker.ConnectAsync();
        await client.SendAsync(Wire.Subscribe("1", "/topic/a*") + Wire.Send("/topic/a*", "x") + Wire.Send("/topic/ab", "y"));
        await client.ExpectAsync("MESSAGE 1 x");
    }

    [Test]
    public async Task H12_a_name_of_thousands_of_tokens_can_be_subscribed_to_and_left()
    {
        Start(options =>
        {
            options.Limits.MaxDestinationBytes = 20_000;
            options.Limits.MaxTopicTokens = 20_000;
            options.Limits.Frame.MaxHeaderLineBytes = 20_000;
        });
        WireClient client = await Broker.ConnectAsync();
        string destination = "/topic/" + string.Concat(Enumerable.Repeat("/", 10_000));
        await client.SendAsync(Wire.Subscribe("1", destination) + Wire.Send(destination, "x"));
        await client.ExpectAsync("MESSAGE 1 x");
        await client.DoAsync(Wire.Unsubscribe("1"), Wire.Send(destination, "x"));
    }

    [TestCase("a.b.c.d", "SUBSCRIBE", "the limit of 3 tokens (MaxTopicTokens)")]
    [TestCase("a.b.c.d", "SEND", "the limit of 3 tokens (MaxTopicTokens)")]
    [TestCase("**.a.**", "SUBSCRIBE", "the limit of 1 wildcards for any number of tokens (MaxTopicWildcards)")]
    public async Task H12_a_name_has_so_many_tokens(string name, string command, string expected)
    {
        Start(options =>
        {
            options.Limits.MaxTopicTokens = 3;
            options.Limits.MaxTopicWildcards = 1;
        });
        WireClient client = await Broker.ConnectAsync();
        await client.DoAsync(Wire.Subscribe("1", "/topic/a.b.*"), Wire.Subscribe("2", "/topic/a.**"));
        await client.SendAsync(command == "SEND" ? Wire.Send($"/topic/{name}") : Wire.Subscribe("3", $"/topic/{name}"));
        await client.ExpectErrorAsync(expected);
    }
}
