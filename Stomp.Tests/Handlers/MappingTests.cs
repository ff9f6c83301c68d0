using Microsoft.Extensions.Hosting;
using NUnit.Framework;
using Stomp.Broker.Handlers;
using Stomp.Tests.InMemory;

namespace Stomp.Tests.Handlers;

/// <summary>Which handler is called, and mappings that cannot work: these fail while the application starts, with a message that names the handler.</summary>
public sealed class MappingTests : HandlerFixture
{
    [Test]
    public async Task The_most_specific_pattern_wins()
    {
        App.MapMessage("/**", (string body) => "any").SendTo("/topic/x");
        App.MapMessage("/chat/{room}", (string room) => room).SendTo("/topic/x");
        App.MapMessage("/chat/lobby", (string body) => "the lobby").SendTo("/topic/x");
        WireClient client = await SubscribeAsync("/topic/x");
        await client.SendAsync(Wire.Send("/app/chat/lobby") + Wire.Send("/app/chat.bar") + Wire.Send("/app/chat/a/b") + Wire.Send("/app/chat.lobby"));
        await client.ExpectAsync("MESSAGE 1 the lobby", "MESSAGE 1 bar", "MESSAGE 1 any", "MESSAGE 1 the lobby");
    }

    [Test]
    public async Task Handlers_are_behind_each_prefix()
    {
        Set(options => options.Handlers.Prefixes = ["/app/", "/ws/"]);
        App.MapMessage("/hello", (string body) => body);
        WireClient client = await SubscribeAsync("/topic/hello");
        await client.SendAsync(Wire.Send("/app/hello", "a") + Wire.Send("/ws/hello", "b"));
        await client.ExpectAsync("MESSAGE 1 a", "MESSAGE 1 b");
    }

    [TestCase("SEND\ndestination:/app/nope\nreceipt:r\n\n\0", "no message handler is mapped to '/app/nope'")]
    [TestCase("SEND\ndestination:/app/\nreceipt:r\n\n\0", "no message handler is mapped to '/app/'")]
    [TestCase("SEND\ndestination:/app/people\nreceipt:r\n\n\0", "'/app/people' is for SUBSCRIBE; no handler of messages is mapped to it")]
    [TestCase("SUBSCRIBE\nid:1\ndestination:/app/nope\nreceipt:r\n\n\0", "no handler of subscriptions is mapped to '/app/nope'")]
    [TestCase("SUBSCRIBE\nid:1\ndestination:/app/hello\nreceipt:r\n\n\0", "'/app/hello' is for SEND; no handler of subscriptions is mapped to it. Results are sent elsewhere")]
    [TestCase("SUBSCRIBE\nid:1\ndestination:/app/people\nack:client\nreceipt:r\n\n\0", "what message handlers return is not acknowledged; subscribe with the header 'ack' as auto")]
    [TestCase("BEGIN\ntransaction:t\n\n\0SEND\ndestination:/app/nope\ntransaction:t\nreceipt:r\n\n\0", "no message handler is mapped to '/app/nope'")]
    public async Task An_unknown_destination_is_an_ERROR_that_says_what_is_wrong(string frame, string message)
    {
        App.MapMessage("/hello", (string body) => body);
        App.MapSubscribe("/people", () => "nobody");
        WireClient client = await Broker.ConnectAsync();
        await client.SendAsync(frame);
        WireFrame error = await client.ExpectErrorAsync(message);
        Assert.That(error["receipt-id"], Is.EqualTo("r"));
    }

    [Test]
    public void The_application_cannot_publish_to_its_own_handlers()
    {
        App.MapMessage("/hello", (string body) => body);
        Assert.That(
            async () => await Broker.Engine.Publisher.PublishAsync("/app/hello", "x"),
            Throws.ArgumentException.With.Message.Contains("message handlers are for what clients send"));
    }

    [Test]
    public void Two_handlers_of_the_same_destinations_are_ambiguous()
    {
        App.MapMessage("/chat/{room}", One);
        App.MapSubscribe("/chat/{room}", (string room) => room);
        ExpectWrong(
            () => App.MapMessage("chat.{other}", Two),
            "The handler of 'chat.{other}', MappingTests.Two", "The handler of '/chat/{room}', MappingTests.One", "are ambiguous");
        ExpectWrong(() => App.MapMessage("/chat/*", (string body) => body), "The handler of '/chat/*' (MapMessage)", "are ambiguous");
        App.MapMessageException((ArgumentException exception) => { });
        ExpectWrong(() => App.MapMessageException((ArgumentException exception) => { }), "both are for ArgumentException");
    }

    [Test]
    public void Parameters_that_cannot_be_bound_are_named()
    {
        ExpectWrong(() => App.MapMessage("/a", (string first, HelloMessage second) => first), "(MapMessage)", "'HelloMessage second' would take the body, which 'String first' takes already");
        ExpectWrong(() => App.MapMessage("/a", (IComparable service) => { }), "'IComparable service' is no service that is registered, no variable of the pattern, and no type that a body");
        ExpectWrong(() => App.MapMessage("/a/{n}", (HelloMessage n) => { }), "'HelloMessage n' is the destination variable 'n', whose type cannot be read from text");
        ExpectWrong(() => App.MapMessage("/a", ([DestinationVariable("b")] string b) => b), "asks for the variable 'b', which is not in the pattern");
        ExpectWrong(() => App.MapMessage("/a", ([Header] HelloMessage h) => { }), "is the header 'h', whose type cannot be read from text");
        ExpectWrong(() => App.MapMessage("/a", ([UserName] int name) => { }), "'Int32 name' is the name of the user; take a string");
        ExpectWrong(() => App.MapMessage("/a", (ref int number) => { }), "is passed by reference");
        ExpectWrong(() => App.MapSubscribe("/a", (HelloMessage hello) => hello), "(MapSubscribe)", "'HelloMessage hello' is no service and no variable of the pattern, and a SUBSCRIBE has no body");
        ExpectWrong(() => App.MapMessage("/{a", (string body) => body), "MapMessage", "must be a whole token");
    }

    [Test]
    public void Results_that_cannot_be_sent_are_named()
    {
        ExpectWrong(() => App.MapMessage("/a", (string body) => { }).SendTo("/topic/x"), "The handler of '/a' (MapMessage) returns nothing, so nothing can be sent anywhere");
        ExpectWrong(() => App.MapMessage("/b/{c}", (string c) => c).SendTo("/topic/{d}"), "the variable '{d}', which is not in the pattern '/b/{c}'");
        ExpectWrong(() => App.MapMessage("/e", (string body) => body).SendToUser("/queue/{x"), "a brace that is not closed");
        ExpectWrong(() => App.MapMessage("/f", (string body) => Task.FromResult(None())), "returns a task of a stream; return the stream itself");
        ExpectWrong(() => App.MapMessage("/g", (string body) => typeof(int).Assembly.GetName().GetPublicKey().AsMemory().Pin()), "returns 'MemoryHandle', which cannot be written as JSON");
    }

    [TestCase("/nowhere/x", "it is unknown; destinations begin with /topic/")]
    [TestCase("/topic/*", "has a wildcard")]
    [TestCase("/app/other", "message handlers are for what clients send")]
    public void Results_that_would_go_where_nothing_can_be_sent_stop_the_start(string destination, string message)
    {
        App.MapMessage("/a", (string body) => body).SendTo(destination);
        Assert.That(
            async () => await App.StartAsync(),
            Throws.InvalidOperationException.With.Message.Contains("The handler of '/a'").And.Message.Contains(message));
    }

    [Test]
    public void Types_that_no_context_knows_are_named_where_reflection_is_off()
    {
        Set(options => options.Json = new System.Text.Json.JsonSerializerOptions { TypeInfoResolver = HandlerJson.Default });
        App.MapMessage("/a", (HelloMessage hello) => hello.Name);
        ExpectWrong(() => App.MapMessage("/b", (Order order) => { }), "'Order order' cannot be read from JSON");
        ExpectWrong(() => App.MapMessage("/c", (HelloMessage hello) => new Order("", 1)), "returns 'Order', which cannot be written as JSON");
    }

    [Test]
    public void An_application_without_a_broker_says_what_to_call()
    {
        using IHost bare = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(null).Build();
        Assert.That(() => bare.MapMessage("/a", (string body) => { }), Throws.InvalidOperationException.With.Message.Contains("call services.AddStompBroker()"));
    }

    private static void One(string room)
    {
    }

    private static void Two(string other)
    {
    }

    private static async IAsyncEnumerable<int> None()
    {
        await Task.Yield();
        yield break;
    }

    private static void ExpectWrong(TestDelegate map, params string[] messages)
    {
        InvalidOperationException? wrong = Assert.Throws<InvalidOperationException>(map);
        foreach (string message in messages)
        {
            Assert.That(wrong!.Message, Does.Contain(message));
        }
    }
}
