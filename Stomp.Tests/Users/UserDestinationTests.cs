using NUnit.Framework;
using Stomp.Tests.InMemory;

namespace Stomp.Tests.Users;

/// <summary>What is sent to a user reaches the destinations of their sessions, and nobody else.</summary>
public sealed class UserDestinationTests : UserFixture
{
    [TestCase("1.0")]
    [TestCase("1.1")]
    [TestCase("1.2")]
    public async Task Every_session_of_the_user_gets_the_message_and_is_shown_the_destination_it_subscribed_to(string version)
    {
        WireClient first = await SubscribeAsync("bob", version: version);
        WireClient second = await SubscribeAsync("bob", version: version);
        WireClient other = await SubscribeAsync("eve", version: version);
        WireClient sender = await ConnectAsync("ann", version);
        await sender.DoAsync(Wire.Send("/user/bob/queue/x", "hello", "k:v\n"));
        foreach (WireClient client in new[] { first, second })
        {
            WireFrame message = (await client.ExpectAsync("MESSAGE 1 hello"))[0];
            Assert.That(message["destination"], Is.EqualTo("/user/queue/x"));
            Assert.That(message["k"], Is.EqualTo("v"));
            Assert.That(message.Headers, Has.None.Contain("bob"));
        }

        await other.ExpectAsync();
        await sender.ExpectAsync();
    }

    [TestCase("/user/queue/x", "/user/bob/queue/x", true)]
    [TestCase("/user/topic/x", "/user/bob/topic/x", true)]
    [TestCase("/user/anything", "/user/bob/anything", true)]
    [TestCase("/user/queue/x", "/user/bob/topic/x", false)]
    [TestCase("/user/queue/x", "/user/bob/queue/y", false)]
    [TestCase("/user/queue/x", "/user/bob/queue/x/y", false)]
    [TestCase("/user/queue/*", "/user/bob/queue/x", true)]
    [TestCase("/user/queue/*", "/user/bob/queue/x/y", false)]
    [TestCase("/user/queue/**", "/user/bob/queue/x/y", true)]
    [TestCase("/user/queue/**", "/user/bob/queue", true)]
    [TestCase("/user/**/y", "/user/bob/queue/a/b/y", true)]
    [TestCase("/user/**/a.*/y", "/user/bob/queue/a/a/b/y", true)]
    [TestCase("/user/**/a.*/y", "/user/bob/queue/a/b/c/y", false)]
    [TestCase("/user/queue/a.b", "/user/bob/queue/a/b", true)]
    public async Task What_follows_the_name_is_matched_as_a_topic_is(string subscribed, string sent, bool isReached)
    {
        StartWithUsers(options => (options.Users.AllowClientSend, options.Users.DiscardUnreachable) = (true, true));
        WireClient bob = await SubscribeAsync("bob", subscribed);
        await bob.DoAsync(); // nothing yet
        await bob.SendAsync(Wire.Send(sent, "hello"));
        await bob.ExpectAsync(isReached ? ["MESSAGE 1 hello"] : []);
    }

    [Test]
    public async Task Every_subscription_of_a_session_gets_the_message()
    {
        WireClient bob = await SubscribeAsync("bob");
        await bob.DoAsync(Wire.Subscribe("2", "/user/queue/x"), Wire.Subscribe("3", "/user/queue/**"), Wire.Subscribe("4", "/user/queue/y"));
        await bob.SendAsync(Wire.Send("/user/bob/queue/x", "hello"));
        await bob.ExpectAsync("MESSAGE 1 hello", "MESSAGE 2 hello", "MESSAGE 3 hello");
    }

    [TestCase("a/b", "a%2Fb")]
    [TestCase("a/b", "a%2fb")]
    [TestCase("100%", "100%25")]
    [TestCase("%2F", "%252F")]
    [TestCase("a.b@c.d", "a.b@c.d")]
    [TestCase("a.b", "a%2Eb")]
    [TestCase("松哥", "松哥")]
    [TestCase("松哥", "%E6%9D%BE%E5%93%A5")]
    [TestCase("😀 ü", "😀 ü")]
    [TestCase("a b", "a%20b")]
    [TestCase("queue", "queue")]
    [TestCase("*", "*")]
    public async Task A_user_may_have_any_name(string name, string encoded)
    {
        WireClient user = await SubscribeAsync(name);
        WireClient sender = await ConnectAsync("ann");
        await sender.DoAsync(Wire.Send($"/user/{encoded}/queue/x", "client"));
        Assert.That((await Publisher.PublishToUserAsync(name, "/queue/x", "application")).Sessions, Is.EqualTo(1));
        await Publisher.PublishAsync($"/user/{encoded}/queue/x", "destination");
        await user.ExpectAsync("MESSAGE 1 client", "MESSAGE 1 application", "MESSAGE 1 destination");
    }

    [TestCase("bob", "Bob")]
    [TestCase("bob", "bob%20")]
    [TestCase("ü", "u\u0308")]
    public async Task Names_are_compared_character_by_character(string name, string other)
    {
        await SubscribeAsync(name);
        WireClient sender = await ConnectAsync("ann");
        await sender.SendAsync(Wire.Send($"/user/{other}/queue/x"));
        await sender.ExpectErrorAsync("is not connected");
    }

    [TestCase("/user/", "form /user/{name}/queue/x")]
    [TestCase("/user/bob", "form /user/{name}/queue/x")]
    [TestCase("/user/bob/", "form /user/{name}/queue/x")]
    [TestCase("/user//queue/x", "form /user/{name}/queue/x")]
    [TestCase("/user/bob%/queue/x", "'%' followed by two hexadecimal digits")]
    [TestCase("/user/bob%2/queue/x", "'%' followed by two hexadecimal digits")]
    [TestCase("/user/bob%zz/queue/x", "'%' followed by two hexadecimal digits")]
    [TestCase("/user/%FF/queue/x", "UTF-8")]
    [TestCase("/user/bob/queue/*", "wildcard")]
    [TestCase("/user/bob/queue/**", "wildcard")]
    [TestCase("/user/bob/a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a", "32 tokens (MaxTopicTokens)")]
    public async Task A_destination_that_is_none_is_refused(string destination, string message)
    {
        await SubscribeAsync("bob", "/user/**");
        WireClient sender = await ConnectAsync("ann");
        await sender.SendAsync(Wire.Send(destination));
        await sender.ExpectErrorAsync(message);
    }

    [TestCase("/user/", "names nothing")]
    [TestCase("/user/ann/queue/x", "subscribe to /user/queue/x, which is always the session's own")]
    [TestCase("/user/%61nn/queue/x", "subscribe to /user/queue/x")]
    [TestCase("/user/**/**/**/**/**", "4 wildcards")]
    public async Task A_subscription_that_would_get_nothing_is_refused(string destination, string message)
    {
        WireClient client = await ConnectAsync("ann");
        await client.SendAsync(Wire.Subscribe("1", destination));
        await client.ExpectErrorAsync(message);
    }

    [Test]
    public async Task An_anonymous_session_has_destinations_of_its_own_which_only_its_id_reaches()
    {
        WireClient anonymous = Broker.Open();
        await anonymous.SendAsync(Wire.Connect("1.2"));
        string id = (await anonymous.ReadAsync())["session"]!;
        await anonymous.DoAsync(Wire.Subscribe("1", "/user/queue/x"));
        WireClient other = await SubscribeAsync(null);
        Assert.That((await Publisher.PublishToSessionAsync(id, "/user/queue/x", "hello")).IsReached, Is.True);
        await anonymous.ExpectAsync("MESSAGE 1 hello");
        await other.ExpectAsync();
        await other.SendAsync(Wire.Send($"/user/{id}/queue/x"));
        await other.ExpectErrorAsync("is not connected");
    }

    [Test]
    public async Task By_default_clients_may_not_send_to_users()
    {
        StartWithUsers(_ => { });
        WireClient bob = await SubscribeAsync("bob");
        WireClient ann = await ConnectAsync("ann");
        await ann.SendAsync(Wire.Send("/user/bob/queue/x", "forged"));
        await ann.ExpectErrorAsync("clients may not send to destinations of users (/user/…); the application does");
        WireClient eve = await ConnectAsync("eve");
        await eve.SendAsync(Wire.Begin("t") + Wire.Send("/user/bob/queue/x", "forged", "transaction:t\n"));
        await eve.ExpectErrorAsync("clients may not send");
        await Publisher.PublishAsync("/user/bob/queue/x", "genuine");
        await bob.ExpectAsync("MESSAGE 1 genuine");
    }

    [TestCase("/user/nobody/queue/x", "the user 'nobody' is not connected")]
    [TestCase("/user/bob/queue/y", "the user 'bob' is connected, but not subscribed to /user/queue/y")]
    public async Task A_user_whom_a_message_cannot_reach_is_an_error(string destination, string message)
    {
        WireClient bob = await SubscribeAsync("bob");
        WireClient ann = await ConnectAsync("ann");
        await ann.SendAsync(Wire.Send(destination, headers: "receipt:r\n"));
        WireFrame error = await ann.ExpectErrorAsync(message);
        Assert.That(error["receipt-id"], Is.EqualTo("r"));
        await bob.ExpectAsync();
    }

    [Test]
    public async Task Or_by_option_the_message_is_thrown_away()
    {
        StartWithUsers(options => (options.Users.AllowClientSend, options.Users.DiscardUnreachable) = (true, true));
        WireClient ann = await ConnectAsync("ann");
        await ann.SendAsync(
            Wire.Send("/user/nobody/queue/x", headers: "receipt:1\n") + Wire.Send("/user/ann/queue/x", headers: "receipt:2\n")
            + Wire.Begin("t") + Wire.Send("/user/nobody/queue/x", headers: "transaction:t\n") + Wire.Commit("t", "receipt:3\n"));
        await ann.ExpectAsync("RECEIPT 1", "RECEIPT 2", "RECEIPT 3");
    }

    [Test]
    public async Task The_prefix_is_an_option()
    {
        StartWithUsers(options => (options.Users.Prefix, options.Users.AllowClientSend) = ("/secured/user/", true));
        WireClient bob = await SubscribeAsync("bob", "/secured/user/queue/x");
        await bob.SendAsync(Wire.Send("/secured/user/bob/queue/x", "hello"));
        Assert.That((await bob.ExpectAsync("MESSAGE 1 hello"))[0]["destination"], Is.EqualTo("/secured/user/queue/x"));
        await bob.SendAsync(Wire.Subscribe("2", "/user/queue/x"));
        await bob.ExpectErrorAsync("begin with /topic/ or /queue/ or /secured/user/");
    }

    [Test]
    public async Task The_name_of_a_user_is_an_option()
    {
        StartWithUsers(options => options.Users.GetName = user => user.Identity!.Name is { } name ? $"{name}@example.org" : "");
        WireClient bob = await SubscribeAsync("bob");
        await SubscribeAsync(null);
        Assert.That((await Publisher.PublishToUserAsync("bob@example.org", "/queue/x", "hello")).Sessions, Is.EqualTo(1));
        Assert.That((await Publisher.PublishToUserAsync("bob", "/queue/x", "hello")).IsConnected, Is.False);
        Assert.That(Registry.UserCount, Is.EqualTo(1));
        await bob.ExpectAsync("MESSAGE 1 hello");
    }

    [TestCase("ann", "user-name:ann")]
    [TestCase("松哥", "user-name:松哥")]
    [TestCase(null, null)]
    public async Task CONNECTED_says_the_name_as_Spring_does(string? user, string? header)
    {
        WireClient client = Broker.Open();
        await client.SendAsync(Wire.Connect("1.1", user is null ? "" : $"login:{user}\n"));
        Assert.That((await client.ReadAsync()).Headers.FirstOrDefault(line => line.StartsWith("user-name", StringComparison.Ordinal)), Is.EqualTo(header));
    }
}
