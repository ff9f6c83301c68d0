using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NUnit.Framework;
using Stomp.Broker.Security;
using Stomp.Tests.EndToEnd;

namespace Stomp.Tests.Conformance;

/// <summary>CONNECT in an application that has an authenticator, and a name of its own in CONNECTED.</summary>
[TestFixture(Transport.Tcp)]
[TestFixture(Transport.WebSocket)]
public sealed class AuthenticationTests(Transport transport) : ConformanceFixture(transport)
{
    private const string ServerName = @"own/1.0 (a:b\c\\n)";
    private static readonly string[] All = ["1.0", "1.1", "1.2"];
    private readonly GatedAuthenticator _authenticator = new();
    private WebApplication _application = null!;
    private ListenOptions? _http;
    private ListenOptions? _stomp;

    [OneTimeSetUp]
    public async Task StartApplication()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddProvider(Server.Log);
        builder.Services.AddSingleton<IStompAuthenticator>(_authenticator);
        builder.Services.AddStompBroker(static options => options.Server = ServerName);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0, listen => _http = listen);
            kestrel.Listen(IPAddress.Loopback, 0, listen =>
            {
                _stomp = listen;
                listen.UseStomp();
            });
        });
        _application = builder.Build();
        _application.MapStomp("/stomp");
        await _application.StartAsync().WaitAsync(Eventually.Patience);
    }

    [OneTimeTearDown]
    public async Task StopApplication()
    {
        await _application.StopAsync().WaitAsync(Eventually.Patience);
        await _application.DisposeAsync();
    }

    [Test]
    [Checklist("C-25")]
    public async Task CONNECT_is_not_decoded_and_CONNECTED_not_escaped(
        [Values("1.0", "1.1", "1.2")] string version, [Values("CONNECT", "STOMP")] string command)
    {
        Peer peer = await OpenAsync();
        await peer.SendAsync($"{command}\naccept-version:{version}\nhost:test\npasscode:{GatedAuthenticator.Passcode}\nk:\\t\n\n\0");
        string connected = await peer.ReceiveAsync();
        Assert.That(connected, Does.StartWith("CONNECTED\n"));
        Assert.That(WireText.Header(connected, "server"), Is.EqualTo(ServerName));
    }

    [Test]
    [Checklist("C-52")]
    public Task A_host_can_be_refused() =>
        ExpectRefusedAsync($"host:{GatedAuthenticator.OtherHost}\npasscode:{GatedAuthenticator.Passcode}\n", "there is no such host here");

    [TestCase("")]
    [TestCase("passcode:\n")]
    [TestCase("passcode:wrong\n")]
    [TestCase("passcode:a:b:c\\n\n")]
    [Checklist("C-53")]
    public Task A_refused_client_is_told_why(string headers) => ExpectRefusedAsync(headers, "the passcode is wrong");

    [Test]
    [Checklist("C-60")]
    public async Task Nothing_behind_a_refused_CONNECT_is_executed([Values("1.0", "1.1", "1.2")] string version)
    {
        Peer receiver = await ConnectAsync(version, $"passcode:{GatedAuthenticator.Passcode}\n");
        await SubscribeAsync(receiver, $"/topic/{Own}");
        Peer peer = await OpenAsync();
        await peer.SendAsync(WireText.Connect(version, "passcode:wrong\n") + WireText.Send($"/topic/{Own}", "body"));
        await ExpectErrorAndCloseAsync(peer, "the passcode is wrong");
        await ExpectQuietAsync(receiver);
    }

    [TestCase("1.0", GatedAuthenticator.Passcode)]
    [TestCase("1.1", GatedAuthenticator.Passcode)]
    [TestCase("1.2", GatedAuthenticator.Passcode)]
    [TestCase("1.2", "wrong")]
    [Checklist("C-60")]
    public async Task Frames_behind_CONNECT_wait_until_it_is_authenticated(string version, string passcode)
    {
        _authenticator.Close();
        Peer receiver = await ConnectAsync(version, $"passcode:{GatedAuthenticator.Passcode}\n");
        await SubscribeAsync(receiver, $"/topic/{Own}");
        Peer peer = await OpenAsync();
        await peer.SendAsync(
            WireText.Connect(version, $"login:{GatedAuthenticator.WaitingLogin}\npasscode:{passcode}\n")
            + WireText.Send($"/topic/{Own}", "1") + WireText.Send($"/topic/{Own}", "2") + "DISCONNECT\nreceipt:bye\n\n\0");
        await _authenticator.Waiting.WaitAsync(Eventually.Patience);
        await ExpectQuietAsync(receiver);

        _authenticator.Open();
        if (passcode == GatedAuthenticator.Passcode)
        {
            Assert.That(await receiver.ReceiveAsync(), Does.EndWith("\n\n1"));
            Assert.That(await receiver.ReceiveAsync(), Does.EndWith("\n\n2"));
            Assert.That(await peer.ReceiveAsync(), Does.StartWith($"CONNECTED\nversion:{version}\n"));
            Assert.That(await peer.ReceiveToEndAsync(), Is.EqualTo("RECEIPT\nreceipt-id:bye\n\n\0"));
        }
        else
        {
            await ExpectErrorAndCloseAsync(peer, "the passcode is wrong");
            await ExpectQuietAsync(receiver);
        }
    }

    private protected override Task<Peer> OpenUntrackedAsync() =>
        Peer.OpenAsync(_stomp!.IPEndPoint!, new Uri($"ws://{_http!.IPEndPoint}/stomp"), Transport);

    private async Task ExpectRefusedAsync(string headers, string expected)
    {
        foreach (string version in All)
        {
            Peer peer = await OpenAsync();
            await peer.SendAsync($"CONNECT\naccept-version:{version}\n{headers}\n\0");
            await ExpectErrorAndCloseAsync(peer, expected);
        }
    }
}
