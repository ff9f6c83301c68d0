using System.Security.Claims;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using NUnit.Framework;
using Stomp.Broker.Handlers;
using Stomp.Broker.Publishing;
using Stomp.Broker.Sessions;
using Stomp.Tests.InMemory;

namespace Stomp.Tests.Handlers;

/// <summary>What a handler's parameters get out of a message.</summary>
public sealed class ParameterTests : HandlerFixture
{
    [Test]
    public async Task The_body_is_read_as_JSON()
    {
        App.MapMessage("/hello", (HelloMessage hello) => new Greeting($"{hello.Name} x{hello.Times}")).SendTo("/topic/greetings");
        await ExpectAsync("/topic/greetings", Wire.Send("/app/hello", """{"name":"ü","times":2,"unknown":1}"""), """{"content":"\u00FC x2"}""");
    }

    [TestCase("content-type:application/json\n")]
    [TestCase("content-type:application/json;charset=utf-8\n")]
    [TestCase("content-type:application/vnd.x+json\n")]
    [TestCase("content-type:text/plain\n")]
    [TestCase("")]
    public async Task JSON_may_be_called_many_names(string contentType)
    {
        App.MapMessage("/hello", (HelloMessage hello) => hello.Name).SendTo("/topic/x");
        await ExpectAsync("/topic/x", Wire.Send("/app/hello", """{"name":"a"}""", contentType), "a");
    }

    [Test]
    public async Task Text_and_octets_are_given_as_they_are()
    {
        App.MapMessage("/text", (string body) => $"{body}!").SendTo("/topic/x");
        App.MapMessage("/array", (byte[] body) => body.Length).SendTo("/topic/x");
        App.MapMessage("/memory", (ReadOnlyMemory<byte> body) => body.Length).SendTo("/topic/x");
        await ExpectAsync(
            "/topic/x", Wire.Send("/app/text", "{ü") + Wire.Send("/app/array", "ü") + Wire.Send("/app/memory") + Wire.Send("/app/text"), "{ü!", "2", "0", "!");
    }

    [Test]
    public async Task Destination_variables_are_found_by_name_or_attribute_converted_and_percent_decoded()
    {
        var id = Guid.NewGuid();
        App.MapMessage("/{text}/{number}/{id}/{day}", (string text, long number, Guid id, DayOfWeek day) => $"{text} {number} {id} {day}").SendTo("/topic/x");
        App.MapMessage("/b/{first}", ([DestinationVariable("first")] string other, string body) => $"{other}+{body}").SendTo("/topic/x");
        await ExpectAsync(
            "/topic/x",
            Wire.Send($"/app/a%2Eb%2Fü/-7/{id}/friday") + Wire.Send("/app/b/x%y", "body"),
            $"a.b/ü -7 {id} Friday", "x%y+body");
    }

    [TestCase("/app/n/x", "'n' in the destination is 'x'; it must be a whole number in range")]
    [TestCase("/app/n/99999999999", "must be a whole number in range")]
    [TestCase("/app/g/1", "'g' in the destination is '1'; it must be a GUID")]
    [TestCase("/app/d/someday", "must be one of Sunday, Monday")]
    [TestCase("/app/d/1", "must be one of Sunday, Monday")]
    public async Task A_variable_that_cannot_be_converted_is_an_ERROR_that_names_it(string destination, string message)
    {
        App.MapMessage("/n/{n}", (int n) => n);
        App.MapMessage("/g/{g}", (Guid g) => g);
        App.MapMessage("/d/{d}", (DayOfWeek d) => d);
        await ExpectErrorAsync(Wire.Send(destination), message);
    }

    [Test]
    public async Task Headers_come_one_by_one_or_all()
    {
        App.MapMessage(
            "/one",
            ([Header] string colour, [Header("x-count")] int count, [Header("none")] int? none) => $"{colour} {count} {none?.ToString() ?? "-"}").SendTo("/topic/x");
        App.MapMessage("/all", (StompHeaders headers) => string.Join(" ", headers.Select(header => $"{header.Key}={header.Value}"))).SendTo("/topic/x");
        await ExpectAsync(
            "/topic/x",
            Wire.Send("/app/one", headers: "colour:a\\cb\nx-count:3\ncolour:late\n") + Wire.Send("/app/all", headers: "k:1\nk:2\n"),
            "a:b 3 -", "destination=/app/all k=1 k=2");
    }

    [Test]
    public async Task A_header_that_is_missing_or_malformed_is_an_ERROR_that_names_it()
    {
        App.MapMessage("/one", ([Header("x-count")] int count) => count);
        await ExpectErrorAsync(Wire.Send("/app/one"), "the frame lacks the header 'x-count'");
        await ExpectErrorAsync(Wire.Send("/app/one", headers: "x-count:many\n"), "the header 'x-count' is 'many'; it must be a whole number in range");
    }

    [Test]
    public async Task The_session_and_its_user_are_given()
    {
        App.MapMessage(
            "/who",
            ([UserName] string name, ClaimsPrincipal user, IStompSession session, StompMessageContext context) =>
                $"{name} {user.Identity!.Name} {session.UserName} {session.Id == context.Session.Id} {context.Destination}").SendTo("/topic/x");
        await ExpectAsync("/topic/x", Wire.Send("/app/who"), ["sang sang sang True /app/who"], login: "sang");
    }

    [Test]
    public async Task A_client_without_a_name_is_refused_where_one_is_asked_for()
    {
        App.MapMessage("/who", ([UserName] string name) => name);
        await ExpectErrorAsync(Wire.Send("/app/who"), "'/app/who' is for users who have logged in");
    }

    [Test]
    public async Task Services_come_from_a_scope_of_the_message_which_is_disposed_before_the_receipt()
    {
        var log = new List<string>();
        Start(services => services.AddSingleton(log).AddScoped<Unit>());
        App.MapMessage("/unit", (Unit first, IServiceProvider services, IStompPublisher publisher) =>
        {
            Assert.That(services.GetRequiredService<Unit>(), Is.SameAs(first));
            Assert.That(publisher, Is.SameAs(Broker.Engine.Publisher));
        });
        WireClient client = await Broker.ConnectAsync();
        await client.SendAsync(Wire.Send("/app/unit", headers: "receipt:1\n"));
        Assert.That($"{await client.ReadAsync()}", Is.EqualTo("RECEIPT 1"));
        Assert.That(log, Is.EqualTo(["made", "disposed"]));
        await client.SendAsync(Wire.Send("/app/unit", headers: "receipt:2\n"));
        Assert.That($"{await client.ReadAsync()}", Is.EqualTo("RECEIPT 2"));
        Assert.That(log, Is.EqualTo(["made", "disposed", "made", "disposed"]));
    }

    [Test]
    public async Task A_body_that_breaks_its_rules_is_an_ERROR_that_lists_them()
    {
        App.MapMessage("/order", (Order order) => order);
        App.MapMessage("/profile", (Profile profile) => profile.Nick).SendTo("/topic/x");
        await ExpectErrorAsync(
            Wire.Send("/app/order", """{"count":11}"""),
            "the body is not valid; The Item field is required. The field Count must be between 1 and 10");
        await ExpectErrorAsync(Wire.Send("/app/order", """{"item":"nothing","count":1}"""), "the body is not valid; Nothing cannot be ordered");
        await ExpectErrorAsync(Wire.Send("/app/profile", """{"nick":"long"}"""), "Nick must be a string or array type with a maximum length of '3'");
        await ExpectAsync("/topic/x", Wire.Send("/app/profile", """{"nick":"bob"}"""), "bob");
    }

    [TestCase("""{"name":""", "", "the body is not the JSON that '/app/hello' takes; see $.name in line 1")]
    [TestCase("""{"name":"a","times":"x"}""", "", "the body is not the JSON that '/app/hello' takes; see $.times in line 1, octet 24")]
    [TestCase("", "", "the message has no body; '/app/hello' takes JSON")]
    [TestCase("null", "", "the body is null; '/app/hello' takes a value")]
    [TestCase("<a/>", "content-type:application/xml\n", "the header 'content-type' is 'application/xml'; '/app/hello' takes application/json")]
    public async Task A_body_that_cannot_be_read_is_an_ERROR_that_says_where_and_names_no_types(string body, string headers, string message)
    {
        App.MapMessage("/hello", (HelloMessage hello) => hello.Name);
        WireFrame error = await ExpectErrorAsync(Wire.Send("/app/hello", body, headers + "receipt:r\n"), message);
        Assert.That(error["receipt-id"], Is.EqualTo("r"));
        Assert.That(error.Body, Does.Not.Contain(nameof(HelloMessage)).And.Not.Contain("System"));
    }

    [Test]
    public async Task Text_that_is_no_UTF8_is_an_ERROR()
    {
        App.MapMessage("/text", (string body) => body);
        WireClient client = await Broker.ConnectAsync();
        await client.SendAsync([.. "SEND\ndestination:/app/text\n\n"u8, 0xff, 0]);
        await client.ExpectErrorAsync("the body is not valid UTF-8");
    }

    [Test]
    public async Task A_parameter_with_a_default_value_takes_it_where_there_is_nothing()
    {
        App.MapMessage("/optional", Describe).SendTo("/topic/x");
        await ExpectAsync("/topic/x", Wire.Send("/app/optional") + Wire.Send("/app/optional", "b", "colour:c\n"), "none red nobody", "b c nobody");

        static string Describe([Payload] string body = "none", [Header] string colour = "red", [UserName] string name = "nobody") => $"{body} {colour} {name}";
    }

    [Test]
    public async Task What_is_not_required_may_be_absent()
    {
        App.MapMessage(
            "/optional",
            ([Payload(Required = false)] HelloMessage? hello, [Header("colour", Required = false)] string? colour, [UserName(Required = false)] string? name) =>
                $"{hello?.Name ?? "-"} {colour ?? "-"} {name ?? "-"}").SendTo("/topic/x");
        await ExpectAsync("/topic/x", Wire.Send("/app/optional") + Wire.Send("/app/optional", """{"name":"n"}""", "colour:c\n"), "- - -", "n c -");
    }

    private async Task ExpectAsync(string destination, string frames, params string[] bodies) => await ExpectAsync(destination, frames, bodies, null);

    private async Task ExpectAsync(string destination, string frames, string[] bodies, string? login)
    {
        WireClient client = await SubscribeAsync(destination, login);
        await client.SendAsync(frames);
        await client.ExpectAsync([.. bodies.Select(body => $"MESSAGE 1 {body}")]);
    }

    private async Task<WireFrame> ExpectErrorAsync(string frame, string message)
    {
        WireClient client = await Broker.ConnectAsync();
        await client.SendAsync(frame);
        return await client.ExpectErrorAsync(message);
    }

    private sealed class Unit : IAsyncDisposable
    {
        private readonly List<string> _log;

        public Unit(List<string> log)
        {
            _log = log;
            _log.Add("made");
        }

        public async ValueTask DisposeAsync()
        {
            await Task.Yield();
            _log.Add("disposed");
        }
    }
}
