using System.Security.Claims;
using NUnit.Framework;
using Stomp.Broker.Security;
using Stomp.Tests.InMemory;

namespace Stomp.Tests.Sessions;

/// <summary>The broker stops: sessions process what they received, tell their client, and end.</summary>
public sealed class ShutdownTests : BrokerFixture
{
    private const string Message = "the broker is shutting down";

    [TestCase("1.0")]
    [TestCase("1.1")]
    [TestCase("1.2")]
    public async Task What_was_received_is_processed_then_the_client_is_told(string version)
    {
        WireClient client = await Broker.ConnectAsync(version);
        await client.SendAsync(Wire.Subscribe("1", "/queue/a", headers: "receipt:s\n") + Wire.SendMany("/queue/a", 1, 50) + "SEND\ndestination:/queue/b\n\nhalf");
        Task stopped = Broker.Engine.StopAsync(CancellationToken.None);
        Assert.That(
            (await client.ReadManyAsync(52)).Select(frame => frame.ToString()),
            Is.EqualTo(["RECEIPT s", .. Enumerable.Range(1, 50).Select(number => $"MESSAGE 1 {number}"), $"ERROR {Message}"]));
        Assert.That(stopped.IsCompleted, Is.False, "the client has not closed");
        await client.ExpectEndAsync();
        await stopped.WaitAsync(Patience);
        Assert.That(Broker.Engine.SessionCount, Is.Zero);
    }

    [Test]
    public async Task A_connection_that_has_said_nothing_is_told_in_1_0()
    {
        WireClient client = Broker.Open();
        SpinWait.SpinUntil(() => Broker.Engine.SessionCount == 1, Patience);
        Task stopped = Broker.Engine.StopAsync(CancellationToken.None);
        await client.ExpectErrorAsync(Message);
        await stopped.WaitAsync(Patience);
    }

    [Test]
    public async Task A_connection_that_comes_later_is_told_and_closed()
    {
        await Broker.Engine.StopAsync(CancellationToken.None);
        WireClient client = Broker.Open();
        await client.ExpectErrorAsync(Message);
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_connection_ends_also_while_an_authenticator_takes_its_time(bool connected)
    {
        Start(null, new StubAuthenticator(async (_, _) =>
        {
            await Task.Yield();
            return connected ? StompAuthenticationResult.Success(new ClaimsPrincipal(new ClaimsIdentity())) : StompAuthenticationResult.Refuse(Message);
        }));
        var client = new WireClient(Broker.Engine, create: (pipe, abort) => new DelayedConnection(pipe, abort));
        await client.SendAsync(Wire.Connect("1.2"));

        // The end is asked for before the first read, so that this gets both CONNECT and the request.
        Assert.That(SpinWait.SpinUntil(() => Broker.Engine.SessionCount == 1, Patience), Is.True);
        Task stopped = Task.Run(() => Broker.Engine.StopAsync(CancellationToken.None));
        ((DelayedConnection)client.Connection).Begin();

        // The authenticator may still have answered, or not have been waited for any more.
        WireFrame frame = await client.ReadAsync();
        if (connected && frame.Command == "CONNECTED")
        {
            frame = await client.ReadAsync();
        }

        Assert.That(frame.ToString(), Does.StartWith("ERROR ").And.Contain(Message));
        await client.ExpectEndAsync();
        await stopped.WaitAsync(Patience);
    }

    [Test]
    public async Task A_connection_that_comes_later_is_told_at_once()
    {
        await Broker.Engine.StopAsync(CancellationToken.None);
        var client = new WireClient(Broker.Engine);
        await client.ExpectErrorAsync(Message);
    }

    [Test]
    public async Task Clients_that_do_not_close_in_time_are_aborted()
    {
        WireClient client = await Broker.ConnectAsync();
        using var giveUp = new CancellationTokenSource();
        Task stopped = Broker.Engine.StopAsync(giveUp.Token);
        Assert.That((await client.ReadAsync()).Command, Is.EqualTo("ERROR"));
        await giveUp.CancelAsync();
        await stopped.WaitAsync(Patience);
        await client.ExpectEndAsync();
    }
}
