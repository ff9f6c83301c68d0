using System.Net;
using System.Security.Claims;
using NUnit.Framework;
using Stomp.Broker.Security;
using Stomp.Core.Transports;
using Stomp.Tests.InMemory;

namespace Stomp.Tests.Sessions;

/// <summary>Who is let in.</summary>
public sealed class AuthenticationTests : BrokerFixture
{
    private static readonly ClaimsPrincipal Anonymous = new(new ClaimsIdentity());

    [Test]
    public async Task C53_a_refusal_is_told_in_its_own_words()
    {
        Start(null, new StubAuthenticator(_ => StompAuthenticationResult.Refuse("no such user: x")));
        WireClient client = Broker.Open();
        await client.SendAsync(Wire.Connect("1.2", "receipt:r\n") + Wire.Send("/queue/a", "not executed"));
        await client.ExpectErrorAsync("no such user: x");
        Assert.That(Broker.Engine.QueueCount, Is.Zero);
    }

    [Test]
    public async Task C25_the_authenticator_gets_what_the_client_said_literally()
    {
        StompConnectRequest? asked = null;
        Start(null, new StubAuthenticator(request =>
        {
            asked = request;
            return StompAuthenticationResult.Success(Anonymous);
        }));
        await Broker.ConnectAsync("1.2", "login:u\npasscode:a\\cb:c\\\\n\npasscode:second\ntoken:ü\n");
        Assert.That(asked!.Login, Is.EqualTo("u"));
        Assert.That(asked.Passcode, Is.EqualTo("a\\cb:c\\\\n"));
        Assert.That(asked.Host, Is.EqualTo("localhost"));
        Assert.That(asked.Headers["token"], Is.EqualTo("ü"));
        Assert.That(asked.Headers["passcode"], Is.EqualTo(asked.Passcode), "the first of repeated ones");
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task What_an_authenticator_throws_is_logged_and_not_told(bool later)
    {
        Start(null, new StubAuthenticator(async (_, _) =>
        {
            if (later)
            {
                await Task.Yield();
            }

            throw new InvalidOperationException("SECRET");
        }));
        WireClient client = Broker.Open();
        await client.SendAsync(Wire.Connect("1.2"));
        WireFrame error = await client.ExpectErrorAsync("could not be authenticated");
        Assert.That(string.Concat(error.Headers) + error.Body, Does.Not.Contain("SECRET"));
        Broker.AssertLogged(106, "SECRET");
    }

    [Test]
    public async Task C60_nothing_is_executed_before_an_authenticator_that_takes_its_time_has_answered()
    {
        var answer = new TaskCompletionSource<StompAuthenticationResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Start(null, new StubAuthenticator((request, _) =>
        {
            if (request.Login != "late")
            {
                return new(StompAuthenticationResult.Success(Anonymous));
            }

            asked.SetResult();
            return new(answer.Task);
        }));
        WireClient other = await Broker.ConnectAsync();
        await other.DoAsync(Wire.Subscribe("1", "/topic/a"));
        WireClient client = Broker.Open();
        await client.SendAsync(
            Wire.Connect("1.2", "login:late\n") + Wire.Subscribe("1", "/topic/a", headers: "receipt:s\n") + Wire.Send("/topic/a", "one"));
        await client.SendAsync(Wire.Send("/topic/a", "two") + "SEND\ndestination:/topic/a\n\nthr");
        await asked.Task.WaitAsync(Patience);
        await other.ExpectAsync();

        answer.SetResult(StompAuthenticationResult.Success(Anonymous));
        await client.SendAsync("ee\0");
        await client.ExpectAsync("CONNECTED 1.2", "RECEIPT s", "MESSAGE 1 one", "MESSAGE 1 two", "MESSAGE 1 three");
        await other.ExpectAsync("MESSAGE 1 one", "MESSAGE 1 two", "MESSAGE 1 three");
    }

    [Test]
    public async Task H1_an_authenticator_is_cancelled_when_the_time_to_connect_is_over()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Start(null, new StubAuthenticator(async (_, cancellationToken) =>
        {
            asked.SetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return StompAuthenticationResult.Success(Anonymous);
        }));
        WireClient client = Broker.Open();
        await client.SendAsync(Wire.Connect("1.2"));
        await asked.Task.WaitAsync(Patience);
        Time.Advance(10_050);
        await client.ExpectErrorAsync();
    }

    [Test]
    public async Task H1_what_an_authenticator_throws_when_it_is_cancelled_does_not_hurt_the_clock_of_others()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Start(null, new StubAuthenticator(async (request, cancellationToken) =>
        {
            if (request.Login is null)
            {
                return StompAuthenticationResult.Success(Anonymous);
            }

            var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            cancellationToken.Register(() =>
            {
                cancelled.SetResult();
                throw new InvalidOperationException("a callback that throws");
            });
            asked.SetResult();
            await cancelled.Task;
            return StompAuthenticationResult.Refuse("too late");
        }));
        WireClient other = await Broker.ConnectAsync("1.2", "heart-beat:0,20000\n");
        WireClient client = Broker.Open();
        await client.SendAsync(Wire.Connect("1.2", "login:late\n"));
        await asked.Task.WaitAsync(Patience);
        Assert.That(() => Time.Advance(10_050), Throws.Nothing);
        await client.ExpectErrorAsync();
        Time.Advance(20_000);
        Assert.That(await other.ReadAsync(), Is.SameAs(WireFrame.Beat), "the clock goes on");
    }

    [TestCase("127.0.0.1", null, true)]
    [TestCase("127.3.2.1", null, true)]
    [TestCase("::1", null, true)]
    [TestCase(null, null, true)]
    [TestCase("192.0.2.1", null, false)]
    [TestCase("2001:db8::1", null, false)]
    [TestCase("::ffff:192.0.2.1", null, false)]
    [TestCase("::ffff:127.0.0.1", null, true)]
    [TestCase("192.0.2.1", true, true)]
    [TestCase("127.0.0.1", false, false)]
    [TestCase(null, false, false)]
    public async Task H9_anonymous_clients_are_taken_from_loopback_addresses_unless_more_is_allowed(string? address, bool? allowAnonymous, bool taken)
    {
        Start(options => options.AllowAnonymous = allowAnonymous);
        WireClient client = Open(address is null ? null : new IPEndPoint(IPAddress.Parse(address), 1234), user: null);
        await client.SendAsync(Wire.Connect("1.2", "login:anybody\n"));
        Assert.That((await client.ReadAsync()).Command, Is.EqualTo(taken ? "CONNECTED" : "ERROR"));
    }

    [TestCase("test", "CONNECTED")]
    [TestCase(null, "ERROR")]
    public async Task A_user_that_the_transport_has_authenticated_is_taken_from_anywhere(string? authenticationType, string answer)
    {
        var user = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, "ann")], authenticationType));
        WireClient client = Open(new IPEndPoint(IPAddress.Parse("192.0.2.1"), 1234), user);
        await client.SendAsync(Wire.Connect("1.2"));
        Assert.That((await client.ReadAsync()).Command, Is.EqualTo(answer));
        if (authenticationType is not null)
        {
            Broker.AssertLogged(100, "user ann");
        }
    }

    [Test]
    public async Task H14_the_passcode_is_not_logged_or_told()
    {
        WireClient client = Open(new IPEndPoint(IPAddress.Parse("192.0.2.1"), 1234), user: null);
        await client.SendAsync(Wire.Connect("1.2", "login:u\npasscode:SECRET\n"));
        WireFrame error = await client.ExpectErrorAsync();
        Assert.That(string.Concat(error.Headers) + error.Body, Does.Not.Contain("SECRET"));
        Assert.That(Broker.Log.Entries.Select(entry => entry.Text), Is.Not.Empty.And.All.Not.Contain("SECRET"));
    }

    private WireClient Open(IPEndPoint? address, ClaimsPrincipal? user) => Broker.Add(new WireClient(
        Broker.Engine, create: (pipe, abort) => new PipeConnection(pipe, "pipe", abort) { RemoteEndPoint = address, User = user }));
}
