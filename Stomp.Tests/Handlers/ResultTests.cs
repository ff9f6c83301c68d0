using Microsoft.Extensions.Hosting;
using NUnit.Framework;
using Stomp.Tests.InMemory;

namespace Stomp.Tests.Handlers;

/// <summary>Where what handlers return goes, and what it looks like.</summary>
public sealed class ResultTests : HandlerFixture
{
    [Test]
    public async Task A_message_is_answered_on_the_topic_of_the_same_name_by_default()
    {
        App.MapMessage("/chat/{room}", (string room, string body) => $"{room}: {body}");
        WireClient client = await SubscribeAsync("/topic/chat/lobby");
        await client.SendAsync(Wire.Send("/app/chat/lobby", "hi", "receipt:r\n"));
        List<WireFrame> frames = await client.ReadManyAsync(2);
        Assert.That(frames.Select(frame => $"{frame}"), Is.EqualTo(["MESSAGE 1 lobby: hi", "RECEIPT r"]));
        Assert.That(frames[0]["destination"], Is.EqualTo("/topic/chat/lobby"));
    }

    [Test]
    public async Task Results_go_to_several_destinations_with_variables_filled_in()
    {
        App.MapMessage("/chat/{room}", (string room) => room).SendTo("/topic/rooms/{room}", "/topic/all").SendTo("/queue/log");
        WireClient client = await Broker.ConnectAsync();
        await client.DoAsync(Wire.Subscribe("1", "/topic/rooms/a%2Fb"), Wire.Subscribe("2", "/topic/all"), Wire.Subscribe("3", "/queue/log"));
        await client.SendAsync(Wire.Send("/app/chat/a%2Fb"));
        await client.ExpectAsync("MESSAGE 1 a/b", "MESSAGE 2 a/b", "MESSAGE 3 a/b");
    }

    [TestCase("*")]
    [TestCase(">")]
    public async Task A_wildcard_in_a_variable_reaches_nobody(string room)
    {
        App.MapMessage("/chat/{room}", (string room) => room);
        WireClient client = await SubscribeAsync("/topic/**");
        await client.SendAsync(Wire.Send($"/app/chat/{room}"));
        await client.ExpectErrorAsync($"the handler of '/app/chat/{room}' failed");
    }

    [Test]
    public async Task The_content_type_says_what_it_is()
    {
        App.MapMessage("/text", () => "t").SendTo("/topic/x");
        App.MapMessage("/octets", () => new byte[] { 65 }).SendTo("/topic/x");
        App.MapMessage("/memory", () => new ReadOnlyMemory<byte>([66])).SendTo("/topic/x");
        App.MapMessage("/json", () => new Greeting("c")).SendTo("/topic/x");
        App.MapMessage("/number", () => 5).SendTo("/topic/x");
        App.MapMessage("/any", object () => new Greeting("any")).SendTo("/topic/x");
        WireClient client = await SubscribeAsync("/topic/x");
        await client.SendAsync(string.Concat(new[] { "text", "octets", "memory", "json", "number", "any" }.Select(name => Wire.Send($"/app/{name}"))));
        List<WireFrame> frames = await client.ExpectAsync(
            "MESSAGE 1 t", "MESSAGE 1 A", "MESSAGE 1 B", """MESSAGE 1 {"content":"c"}""", "MESSAGE 1 5", """MESSAGE 1 {"content":"any"}""");
        Assert.That(
            frames.Select(frame => frame["content-type"]),
            Is.EqualTo(["text/plain", "application/octet-stream", "application/octet-stream", "application/json", "application/json", "application/json"]));
    }

    [Test]
    public async Task Tasks_are_awaited_and_null_is_not_sent()
    {
        App.MapMessage("/task", async (string body) =>
        {
            await Task.Yield();
            return body;
        }).SendTo("/topic/x");
        App.MapMessage("/value-task", async ValueTask<string> (string body) =>
        {
            await Task.Yield();
            return body;
        }).SendTo("/topic/x");
        App.MapMessage("/null", (string body) => (string?)null).SendTo("/topic/x");
        App.MapMessage("/plain-task", async (string body) => await Task.Yield());
        App.MapMessage("/plain-value-task", async ValueTask (string body) => await Task.Yield());
        App.MapMessage("/nothing", (string body) => { });
        WireClient client = await SubscribeAsync("/topic/**");
        await client.SendAsync(string.Concat(
            new[] { "task", "value-task", "null", "plain-task", "plain-value-task", "nothing" }.Select(name => Wire.Send($"/app/{name}", name, $"receipt:{name}\n"))));
        await client.ExpectAsync(
            "MESSAGE 1 task", "RECEIPT task", "MESSAGE 1 value-task", "RECEIPT value-task", "RECEIPT null", "RECEIPT plain-task", "RECEIPT plain-value-task", "RECEIPT nothing");
    }

    [Test]
    public async Task Each_element_of_a_stream_is_a_message_and_the_receipt_follows_the_last()
    {
        App.MapMessage("/count/{to}", (int to) => Count(to)).SendTo("/topic/x");
        WireClient client = await SubscribeAsync("/topic/x");
        await client.SendAsync(Wire.Send("/app/count/3", headers: "receipt:r\n") + Wire.Send("/topic/x", "next"));
        await client.ExpectAsync("MESSAGE 1 1", "MESSAGE 1 2", "MESSAGE 1 3", "RECEIPT r", "MESSAGE 1 next");
    }

    [Test]
    public async Task The_user_is_answered_in_all_sessions_or_in_the_one_that_asked()
    {
        App.MapMessage("/all", (string body) => body).SendToUser("/queue/x");
        App.MapMessage("/one", (string body) => body).SendToUser("/user/queue/x", broadcast: false);
        App.MapMessage("/named", (string body) => body).SendToUser();
        WireClient asking = await SubscribeAsync("/user/queue/**", "sang");
        WireClient other = await SubscribeAsync("/user/queue/**", "sang");
        WireClient admin = await SubscribeAsync("/user/queue/**", "admin");
        await asking.SendAsync(Wire.Send("/app/all", "a") + Wire.Send("/app/one", "b") + Wire.Send("/app/named", "c"));
        List<WireFrame> frames = await asking.ExpectAsync("MESSAGE 1 a", "MESSAGE 1 b", "MESSAGE 1 c");
        Assert.That(frames.Select(frame => frame["destination"]), Is.EqualTo(["/user/queue/x", "/user/queue/x", "/user/queue/named"]));
        await other.ExpectAsync("MESSAGE 1 a", "MESSAGE 1 c");
        await admin.ExpectAsync();
    }

    [Test]
    public async Task An_anonymous_session_is_answered_alone()
    {
        App.MapMessage("/all", (string body) => body).SendToUser("/queue/x");
        WireClient asking = await SubscribeAsync("/user/queue/x");
        WireClient other = await SubscribeAsync("/user/queue/x");
        await asking.SendAsync(Wire.Send("/app/all", "a"));
        await asking.ExpectAsync("MESSAGE 1 a");
        await other.ExpectAsync();
    }

    private static async IAsyncEnumerable<int> Count(int to)
    {
        for (int i = 1; i <= to; i++)
        {
            await Task.Yield();
            yield return i;
        }
    }
}
