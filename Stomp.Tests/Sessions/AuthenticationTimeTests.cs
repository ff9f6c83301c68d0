using System.Security.Claims;
using NUnit.Framework;
using Stomp.Broker.Security;
using Stomp.Tests.InMemory;

namespace Stomp.Tests.Sessions;

/// <summary>Authenticators that take their time, and what goes on meanwhile.</summary>
public sealed class AuthenticationTimeTests : BrokerFixture
{
    private static readonly StompAuthenticationResult Anonymous = StompAuthenticationResult.Success(new ClaimsPrincipal(new ClaimsIdentity()));

    [Test]
    public async Task A_session_that_has_connected_is_none_of_those_that_have_not()
    {
        Start(options => options.Limits.MaxUnauthenticatedSessions = 1, new StubAuthenticator(async (_, _) =>
        {
            await Task.Yield();
            return Anonymous;
        }));
        WireClient client = await Broker.ConnectAsync();
        await client.UntilAllReadAsync();
        await Broker.ConnectAsync();
        await Broker.ConnectAsync();
        await client.DoAsync(Wire.Begin("t"));
    }

    [Test]
    public async Task H1_a_session_that_makes_place_ends_while_its_authenticator_takes_its_time()
    {
        var answer = new TaskCompletionSource<StompAuthenticationResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        // It ignores its token, as a careless one does.
        Start(options => options.Limits.MaxUnauthenticatedSessions = 1, new StubAuthenticator((_, _) =>
        {
            asked.TrySetResult();
            return new(answer.Task);
        }));
        WireClient oldest = Broker.Open();
        await oldest.SendAsync(Wire.Connect("1.2"));
        await asked.Task.WaitAsync(Patience);
        Broker.Open();
        await oldest.ExpectErrorAsync("MaxUnauthenticatedSessions");
        answer.SetResult(Anonymous);
    }

    [Test]
    public async Task The_time_of_authentication_is_no_silence_of_the_client()
    {
        var answer = new TaskCompletionSource<StompAuthenticationResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Start(options => options.HeartBeat.Receive = TimeSpan.FromSeconds(1), new StubAuthenticator((_, _) =>
        {
            asked.SetResult();
            return new(answer.Task);
        }));
        WireClient client = Broker.Open();
        await client.SendAsync(Wire.Connect("1.2", "heart-beat:1000,0\n"));
        await asked.Task.WaitAsync(Patience);
        Time.Advance(5000);
        answer.SetResult(Anonymous);
        Assert.That((await client.ReadAsync()).ToString(), Is.EqualTo("CONNECTED 1.2"));
        await client.UntilAllReadAsync();
        Time.Advance(1500);
        await client.DoAsync(Wire.Begin("t"));
    }
}
