using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using NUnit.Framework;
using Stomp.Broker.Configuration;
using Stomp.Broker.Handlers;
using Stomp.Broker.Publishing;
using Stomp.Tests.InMemory;

namespace Stomp.Tests.Handlers;

/// <summary>A handler that fails: its exception goes to a handler of exceptions, or to the client and the log.</summary>
public sealed class ErrorTests : HandlerFixture
{
    [Test]
    public async Task The_client_gets_ERROR_without_internals_and_the_log_has_them()
    {
        App.MapMessage("/fail", void (string body) => throw new InvalidOperationException("secret"));
        WireClient client = await Broker.ConnectAsync();
        await client.SendAsync(Wire.Send("/app/fail", headers: "receipt:r\n"));
        WireFrame error = await client.ExpectErrorAsync("the handler of '/app/fail' failed");
        Assert.That(error["receipt-id"], Is.EqualTo("r"));
        Assert.That(string.Join("\n", error.Headers) + error.Body, Does.Not.Contain("secret").And.Not.Contain("Exception"));
        Broker.AssertLogged(200, "The handler of '/fail' (MapMessage) failed for '/app/fail'");
        Broker.AssertLogged(200, "System.InvalidOperationException: secret");
    }

    [Test]
    public async Task The_client_sees_exceptions_where_the_options_say_so()
    {
        Set(options => options.Handlers.ShowExceptions = true);
        App.MapMessage("/fail", void (string body) => throw new InvalidOperationException("secret"));
        WireClient client = await Broker.ConnectAsync();
        await client.SendAsync(Wire.Send("/app/fail"));
        Assert.That((await client.ExpectErrorAsync()).Body, Does.Contain("the handler of '/app/fail' failed: System.InvalidOperationException: secret"));
    }

    [Test]
    public async Task The_client_sees_what_a_handler_says_to_it()
    {
        App.MapMessage("/fail", async Task (string body) =>
        {
            await Task.Yield();
            throw new StompHandlerException("the room is full");
        });
        WireClient client = await Broker.ConnectAsync();
        await client.SendAsync(Wire.Send("/app/fail"));
        await client.ExpectErrorAsync("the room is full");
        Assert.That(Broker.Log.Entries.Where(entry => entry.Id == 200), Is.Empty);
        Broker.AssertLogged(201, "the room is full");
    }

    [Test]
    public async Task A_handler_of_exceptions_takes_the_most_derived_type_and_answers_the_session_alone()
    {
        App.MapMessage("/fail/{how}", void (string how) => throw how switch
        {
            "null" => new ArgumentNullException(how),
            "argument" => new ArgumentException(how),
            _ => new InvalidOperationException(how),
        });
        App.MapMessageException((Exception exception) => "any");
        App.MapMessageException((ArgumentException exception, StompMessageContext context) => $"argument {context.GetVariable("how")}");
        App.MapMessageException(async (InvalidOperationException exception, StompHeaders headers) =>
        {
            await Task.Yield();
            return new Greeting($"{exception.Message} {headers["k"]}");
        }).SendToUser("/queue/problems", broadcast: false);
        WireClient client = await SubscribeAsync("/user/queue/errors", "sang");
        WireClient other = await SubscribeAsync("/user/queue/errors", "sang");
        await client.DoAsync(Wire.Subscribe("2", "/user/queue/problems"));
        await client.SendAsync(Wire.Send("/app/fail/null", headers: "receipt:r\n") + Wire.Send("/app/fail/argument") + Wire.Send("/app/fail/other", headers: "k:v\n"));
        await client.ExpectAsync("MESSAGE 1 argument null", "RECEIPT r", "MESSAGE 1 argument argument", """MESSAGE 2 {"content":"other v"}""");
        await other.ExpectAsync();
    }

    [Test]
    public async Task What_cannot_be_bound_or_sent_is_handled_too()
    {
        App.MapMessage("/number/{n}", (int n) => n);
        App.MapMessage("/nowhere/{where}", (string where) => where).SendTo("/topic/{where}");
        App.MapMessageException((StompBindingException exception) => exception.Message);
        App.MapMessageException((StompPublishException exception) => exception.Destination);
        WireClient client = await SubscribeAsync("/user/queue/errors");
        await client.SendAsync(Wire.Send("/app/number/x") + Wire.Send("/app/nowhere/*"));
        await client.ExpectAsync("MESSAGE 1 'n' in the destination is 'x'; it must be a whole number in range", "MESSAGE 1 /topic/*");
    }

    [Test]
    public async Task A_handler_of_exceptions_that_fails_leaves_the_first_exception_to_the_client()
    {
        App.MapMessage("/fail", void (string body) => throw new StompHandlerException("first"));
        App.MapMessageException(void (StompHandlerException exception) => throw new InvalidOperationException("second"));
        WireClient client = await Broker.ConnectAsync();
        await client.SendAsync(Wire.Send("/app/fail"));
        await client.ExpectErrorAsync("first");
        Broker.AssertLogged(202, "second");
    }

    [Test]
    public async Task A_session_that_listens_for_errors_goes_on_where_the_options_say_so()
    {
        Set(options => options.Handlers.Errors = StompHandlerErrors.UserQueue);
        App.MapMessage("/fail", void (string body) => throw new InvalidOperationException("secret"));
        App.MapMessage("/fine", (string body) => body).SendTo("/topic/x");
        App.MapSubscribe("/people", string () => throw new StompHandlerException("nobody is here"));
        WireClient client = await SubscribeAsync("/user/queue/errors");
        await client.DoAsync(Wire.Subscribe("2", "/topic/x"));
        await client.SendAsync(
            Wire.Send("/app/fail", headers: "receipt:r\n") + Wire.Send("/app/fine", "after") + Wire.Subscribe("3", "/app/people", headers: "receipt:s\n"));
        List<WireFrame> frames = await client.ExpectAsync("MESSAGE 1 the handler of '/app/fail' failed", "MESSAGE 2 after", "MESSAGE 1 nobody is here");
        Assert.That(frames[0]["failed-destination"], Is.EqualTo("/app/fail"));
        Assert.That(frames[0]["failed-receipt"], Is.EqualTo("r"));
        Assert.That(frames[2]["failed-receipt"], Is.EqualTo("s"));
        Broker.AssertLogged(200, "secret");
        await client.DoAsync(Wire.Unsubscribe("3"));
    }

    [Test]
    public async Task A_session_that_does_not_listen_for_errors_gets_ERROR()
    {
        Set(options => options.Handlers.Errors = StompHandlerErrors.UserQueue);
        App.MapMessage("/fail", void (string body) => throw new InvalidOperationException("secret"));
        WireClient client = await Broker.ConnectAsync();
        await client.SendAsync(Wire.Send("/app/fail"));
        await client.ExpectErrorAsync("the handler of '/app/fail' failed");
    }

    [Test]
    public async Task A_service_that_fails_when_it_is_disposed_is_logged()
    {
        Start(services => services.AddScoped<Grudging>());
        App.MapMessage("/x", (Grudging service) => { });
        WireClient client = await Broker.ConnectAsync();
        await client.SendAsync(Wire.Send("/app/x", headers: "receipt:r\n"));
        await client.ExpectAsync("RECEIPT r");
        Broker.AssertLogged(200, "will not go");
    }

    private sealed class Grudging : IDisposable
    {
        public void Dispose() => throw new InvalidOperationException("will not go");
    }
}
