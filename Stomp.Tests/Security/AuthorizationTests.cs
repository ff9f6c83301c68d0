using NUnit.Framework;
using Stomp.Broker.Security.Authorization;
using Stomp.Tests.InMemory;

namespace Stomp.Tests.Security;

/// <summary>What a session gets to feel of rules.</summary>
public sealed class AuthorizationTests : UserFixture
{
    private const string RefusedAnn = "ERROR the user 'ann' may not ";

    [Test]
    public async Task A_refused_SEND_is_answered_with_ERROR_and_the_end()
    {
        StartWithUsers(options => options.Authorization.Send("/topic/free").Allow().Send("/topic/**").RequireRole("boss"));
        WireClient client = await Broker.ConnectAsync(headers: AnnsLogin);
        await client.SendAsync(
            Wire.Send("/topic/free", "1", "receipt:1\n") + Wire.Send("/topic/closed", "2", "receipt:2\n") + Wire.Send("/topic/free", "3", "receipt:3\n"));
        Assert.That((await client.ReadAsync()).ToString(), Is.EqualTo("RECEIPT 1"));
        WireFrame error = await client.ExpectErrorAsync();
        Assert.That(error.ToString(), Is.EqualTo(RefusedAnn + "send to /topic/closed"));
        Assert.That(error["receipt-id"], Is.EqualTo("2"));
        Broker.AssertLogged(102, "may not send to /topic/closed");
    }

    [TestCase("/topic/closed", "subscribe to /topic/closed")]
    [TestCase("/topic/**", "subscribe to /topic/**")]
    public async Task A_refused_SUBSCRIBE_is_answered_with_ERROR_and_the_end(string destination, string expected)
    {
        StartWithUsers(options => options.Authorization.Subscribe("/topic/closed").RequireRole("boss").Any("/**").Allow());
        WireClient client = await Broker.ConnectAsync(headers: AnnsLogin);
        await client.DoAsync(Wire.Subscribe("1", "/topic/open"));
        await client.SendAsync(Wire.Subscribe("2", destination, headers: "receipt:r\n"));
        WireFrame error = await client.ExpectErrorAsync();
        Assert.That(error.ToString(), Is.EqualTo(RefusedAnn + expected));
        Assert.That(error["receipt-id"], Is.EqualTo("r"));
    }

    [TestCase("/topic/closed/")]
    [TestCase("/topic/closed.")]
    [TestCase("/topic/room.closed/")]
    public async Task Another_spelling_of_a_topic_is_no_way_around_a_rule(string destination)
    {
        Start(options => options.Authorization.Any("/topic/closed", "/topic/room/closed").Deny().Any("/**").Allow());
        WireClient subscriber = await Broker.ConnectAsync();
        await subscriber.SendAsync(Wire.Subscribe("1", destination));
        await subscriber.ExpectErrorAsync("an anonymous client may not subscribe to " + destination);
        WireClient sender = await Broker.ConnectAsync();
        await sender.SendAsync(Wire.Send(destination));
        await sender.ExpectErrorAsync("an anonymous client may not send to " + destination);
    }

    [Test]
    public async Task Where_no_rule_matches_the_client_is_told_so()
    {
        Start(options => options.Authorization.Send("/topic/a").Allow());
        WireClient client = await Broker.ConnectAsync();
        await client.SendAsync(Wire.Send("/topic/b"));
        await client.ExpectErrorAsync("an anonymous client may not send to /topic/b (no rule allows it)");
    }

    [Test]
    public async Task A_SEND_in_a_transaction_is_judged_when_it_is_sent()
    {
        Start(options => options.Authorization.Send("/queue/open").Allow());
        WireClient client = await Broker.ConnectAsync();
        await client.SendAsync(
            Wire.Begin("t") + Wire.Send("/queue/open", "x", "transaction:t\n") + Wire.Send("/queue/closed", "x", "transaction:t\nreceipt:r\n"));
        WireFrame error = await client.ExpectErrorAsync("may not send to /queue/closed");
        Assert.That(error["receipt-id"], Is.EqualTo("r"));
    }

    [Test]
    public async Task What_a_role_allows_is_done()
    {
        StartWithUsers(options => options.Authorization
            .Send("/topic/alerts").RequireRole("admin")
            .Subscribe("/topic/{user}/**").RequireAuthenticatedUser()
            .Subscribe("/topic/alerts").Allow());
        WireClient ann = await Broker.ConnectAsync(headers: AnnsLogin);
        WireClient bob = await Broker.ConnectAsync(headers: BobsLogin);
        await bob.DoAsync(Wire.Subscribe("1", "/topic/bob/**") + Wire.Subscribe("2", "/topic/alerts"));
        await ann.DoAsync(Wire.Send("/topic/alerts", "fire"));
        await bob.ExpectAsync("MESSAGE 2 fire");
        await bob.SendAsync(Wire.Subscribe("3", "/topic/ann/x"));
        await bob.ExpectErrorAsync("the user 'bob' may not subscribe to /topic/ann/x");
    }

    [Test]
    public async Task A_subscription_with_wildcards_leaves_out_what_may_not_be_received([Values("auto", "client")] string ack)
    {
        StartWithUsers(options => options.Authorization.Receive("/topic/secret/**").RequireRole("admin").Receive("/**").Allow());
        WireClient ann = await Broker.ConnectAsync(headers: AnnsLogin);
        WireClient bob = await Broker.ConnectAsync(headers: BobsLogin);
        await ann.DoAsync(Wire.Subscribe("1", "/topic/**", ack));
        await bob.DoAsync(Wire.Subscribe("1", "/topic/**", ack));
        WireClient sender = await Broker.ConnectAsync(headers: BobsLogin);
        for (int i = 0; i < 2; i++)
        {
            await sender.DoAsync(Wire.Send("/topic/secret.plan", "plan"), Wire.Send("/topic/news", "news"));
        }

        await ann.ExpectAsync("MESSAGE 1 plan", "MESSAGE 1 news", "MESSAGE 1 plan", "MESSAGE 1 news");
        await bob.ExpectAsync("MESSAGE 1 news", "MESSAGE 1 news");
    }

    [Test]
    public async Task A_subscription_without_wildcards_to_what_may_not_be_received_is_refused()
    {
        StartWithUsers(options => options.Authorization.Receive("/topic/secret").RequireRole("admin").Receive("/**").Allow());
        WireClient bob = await Broker.ConnectAsync(headers: BobsLogin);
        await bob.SendAsync(Wire.Subscribe("1", "/topic/secret"));
        await bob.ExpectErrorAsync("the user 'bob' may not subscribe to /topic/secret");
    }

    [TestCase(null, "clients may not send to destinations of users")]
    [TestCase("/**", "may not send to /user/bob/queue/x (no rule allows it)")]
    public async Task Clients_do_not_send_to_other_users_unless_a_rule_names_their_destinations(string? pattern, string expected)
    {
        StartWithUsers(options =>
        {
            if (pattern is not null)
            {
                options.Authorization.Send(pattern).Allow();
            }
        });
        WireClient ann = await Broker.ConnectAsync(headers: AnnsLogin);
        await ann.SendAsync(Wire.Send("/user/bob/queue/x", "hello"));
        await ann.ExpectErrorAsync(expected);
    }

    [Test]
    public async Task A_rule_opens_the_destinations_of_users_to_clients()
    {
        StartWithUsers(options => options.Authorization.Send("/user/*/queue/chat").RequireAuthenticatedUser());
        WireClient ann = await Broker.ConnectAsync(headers: AnnsLogin);
        WireClient bob = await Broker.ConnectAsync(headers: BobsLogin);
        await bob.DoAsync(Wire.Subscribe("1", "/user/queue/chat"));
        await ann.DoAsync(Wire.Send("/user/bob/queue/chat", "hello"));
        await bob.ExpectAsync("MESSAGE 1 hello");
        await ann.SendAsync(Wire.Send("/user/bob/queue/other", "hello"));
        await ann.ExpectErrorAsync("the user 'ann' may not send to /user/bob/queue/other");
    }

    [Test]
    public async Task A_session_that_uses_more_destinations_than_are_remembered_goes_on()
    {
        Start(options => options.Authorization.Send("/topic/**").Allow());
        WireClient client = await Broker.ConnectAsync();
        await client.DoAsync(string.Concat(Enumerable.Range(0, 1000).Select(static i => Wire.Send($"/topic/{i % 300}", "x"))));
    }

    [Test]
    public void H3_what_a_session_remembers_is_bounded()
    {
        var allowed = new AllowedDestinations();
        for (int i = 0; i < 1000; i++)
        {
            byte[] name = new byte[1000];
            BitConverter.TryWriteBytes(name, i);
            allowed.Add(name);
            Assert.That(allowed.Contains(name), Is.True);
        }

        byte[] first = new byte[1000];
        Assert.That(allowed.Contains(first), Is.False);
    }
}
