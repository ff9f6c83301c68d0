using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using NUnit.Framework;
using Stomp.Broker.Publishing;
using Stomp.Broker.Users;
using Stomp.Tests.InMemory;
using Stomp.Tests.Users;

namespace Stomp.Tests.Publishing;

/// <summary>Publishing objects, and publishing to users.</summary>
public sealed partial class UserPublishingTests : UserFixture
{
    private static readonly Quote Value = new("ACME", 12.5m);

    [Test]
    public async Task Objects_are_sent_as_JSON()
    {
        WireClient client = await SubscribeAsync("bob", "/topic/a");
        await Publisher.PublishAsync("/topic/a", Value);
        await Publisher.PublishAsync("/topic/a", Value, QuoteContext.Default.Quote, new StompPublishOptions { ContentType = "application/vnd.quote+json" });
        await Publisher.PublishAsync<object>("/topic/a", Value);
        await Publisher.PublishAsync<Quote?>("/topic/a", null);
        List<WireFrame> frames = await client.ReadManyAsync(4);
        Assert.That(
            frames.Select(frame => frame.Body),
            Is.EqualTo(["{\"symbol\":\"ACME\",\"price\":12.5}", "{\"Symbol\":\"ACME\",\"Price\":12.5}", "{\"symbol\":\"ACME\",\"price\":12.5}", "null"]));
        Assert.That(
            frames.Select(frame => frame["content-type"]),
            Is.EqualTo(["application/json", "application/vnd.quote+json", "application/json", "application/json"]));
    }

    [Test]
    public async Task How_is_an_option()
    {
        StartWithUsers(options => options.Json = new JsonSerializerOptions { TypeInfoResolver = QuoteContext.Default });
        WireClient client = await SubscribeAsync("bob", "/topic/a");
        await Publisher.PublishAsync("/topic/a", Value);
        Assert.That((await client.ReadAsync()).Body, Is.EqualTo("{\"Symbol\":\"ACME\",\"Price\":12.5}"));
        Assert.That(async () => await Publisher.PublishAsync("/topic/a", new Uri("http://localhost")), Throws.InstanceOf<NotSupportedException>().With.Message.Contains("Uri"));
    }

    [Test]
    public async Task Octets_and_text_are_sent_as_they_are_whatever_type_the_compiler_sees()
    {
        WireClient client = await SubscribeAsync("bob", "/topic/a");
        byte[] octets = Encoding.UTF8.GetBytes("octets");
        await Publisher.PublishAsync("/topic/a", octets);
        await Publisher.PublishAsync<object>("/topic/a", octets.AsMemory());
        await Publisher.PublishAsync<object>("/topic/a", (ReadOnlyMemory<byte>)octets);
        await Publisher.PublishAsync<object>("/topic/a", "text");
        List<WireFrame> frames = await client.ExpectAsync("MESSAGE 1 octets", "MESSAGE 1 octets", "MESSAGE 1 octets", "MESSAGE 1 text");
        Assert.That(frames.Select(frame => frame["content-type"]), Is.EqualTo([null, null, null, "text/plain"]));
    }

    [TestCase("/queue/x")]
    [TestCase("/user/queue/x")]
    [TestCase("queue/x")]
    public async Task A_user_gets_what_is_published_to_them_in_every_form(string destination)
    {
        WireClient[] clients = [await SubscribeAsync("bob"), await SubscribeAsync("bob")];
        await ConnectAsync("bob"); // not subscribed
        var options = new StompPublishOptions { Headers = [new("k", "v")] };
        var reached = new StompUserPublishResult(IsConnected: true, Sessions: 2);
        Assert.That(await Publisher.PublishToUserAsync("bob", destination, "text", options), Is.EqualTo(reached));
        Assert.That(await Publisher.PublishToUserAsync("bob", destination, Encoding.UTF8.GetBytes("octets").AsMemory(), options), Is.EqualTo(reached));
        Assert.That(await Publisher.PublishToUserAsync("bob", destination, Value, options), Is.EqualTo(reached));
        Assert.That(await Publisher.PublishToUserAsync("bob", destination, Value, QuoteContext.Default.Quote, options), Is.EqualTo(reached));
        foreach (WireClient client in clients)
        {
            List<WireFrame> frames = await client.ExpectAsync(
                "MESSAGE 1 text", "MESSAGE 1 octets", "MESSAGE 1 {\"symbol\":\"ACME\",\"price\":12.5}", "MESSAGE 1 {\"Symbol\":\"ACME\",\"Price\":12.5}");
            Assert.That(frames.Select(frame => (frame["destination"], frame["k"])), Is.All.EqualTo(("/user/queue/x", "v")));
        }
    }

    [Test]
    public async Task One_session_gets_what_is_published_to_it_in_every_form()
    {
        WireClient asked = await SubscribeAsync("bob");
        string id = Registry.GetSessions().Single().Id;
        WireClient other = await SubscribeAsync("bob");
        var reached = new StompUserPublishResult(IsConnected: true, Sessions: 1);
        Assert.That(await Publisher.PublishToSessionAsync(id, "/queue/x", "text"), Is.EqualTo(reached));
        Assert.That(await Publisher.PublishToSessionAsync(id, "/queue/x", Encoding.UTF8.GetBytes("octets").AsMemory()), Is.EqualTo(reached));
        Assert.That(await Publisher.PublishToSessionAsync(id, "/queue/x", Value), Is.EqualTo(reached));
        Assert.That(await Publisher.PublishToSessionAsync(id, "/queue/x", Value, QuoteContext.Default.Quote), Is.EqualTo(reached));
        Assert.That(await Publisher.PublishToSessionAsync(id, "/queue/y", "text"), Is.EqualTo(new StompUserPublishResult(IsConnected: true, Sessions: 0)));
        Assert.That(await asked.TakeAsync(), Has.Count.EqualTo(4));
        await other.ExpectAsync();
        await asked.VanishAsync();
        Assert.That(await Publisher.PublishToSessionAsync(id, "/queue/x", "text"), Is.EqualTo(default(StompUserPublishResult)));
    }

    [Test]
    public async Task An_unknown_user_is_a_result_and_by_destination_an_exception()
    {
        await ConnectAsync("bob");
        Assert.That(await Publisher.PublishToUserAsync("nobody", "/queue/x", "text"), Is.EqualTo(default(StompUserPublishResult)));
        StompUserPublishResult unsubscribed = await Publisher.PublishToUserAsync("bob", "/queue/x", "text");
        Assert.That((unsubscribed.IsConnected, unsubscribed.Sessions, unsubscribed.IsReached), Is.EqualTo((true, 0, false)));
        StompPublishException? refusal = Assert.ThrowsAsync<StompPublishException>(async () => await Publisher.PublishAsync("/user/nobody/queue/x", "text"));
        Assert.That(refusal!.Message, Does.Contain("the user 'nobody' is not connected"));
    }

    [TestCase("", "/queue/x", "empty")]
    [TestCase("bob", "", "empty")]
    [TestCase("bob", "/", "names no destination of a user")]
    [TestCase("bob", "/user/", "names no destination of a user")]
    [TestCase("bob", "/queue/*", "wildcard")]
    [TestCase("bob", "/queue/a\0", "NUL")]
    public void What_cannot_be_published_to_is_an_argument_error(string user, string destination, string message)
    {
        Assert.That(async () => await Publisher.PublishToUserAsync(user, destination, "x"), Throws.InstanceOf<ArgumentException>().With.Message.Contains(message));
        Assert.That(async () => await Publisher.PublishToSessionAsync(user, destination, "x"), Throws.InstanceOf<ArgumentException>().With.Message.Contains(message));
    }

    internal sealed record Quote(string Symbol, decimal Price);

    [JsonSerializable(typeof(Quote))]
    internal sealed partial class QuoteContext : JsonSerializerContext;
}
