using System.Net;
using System.Net.WebSockets;
using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NUnit.Framework;
using Stomp.Broker.Publishing;

namespace Stomp.Tests.EndToEnd;

/// <summary>The broker inside somebody else's application.</summary>
public sealed class EmbeddingTests
{
    private readonly LogRecorder _log = new();
    private WebApplicationBuilder _builder = null!;
    private ListenOptions? _http;
    private ListenOptions? _stomp;

    [SetUp]
    public void CreateBuilder()
    {
        _builder = WebApplication.CreateSlimBuilder();
        _builder.Logging.ClearProviders().AddProvider(_log).AddFilter("Stomp", LogLevel.Debug);
        _builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => _http = listen));
        _log.Clear();
    }

    [Test]
    public async Task UseStomp_serves_an_endpoint_of_Kestrel_and_the_publisher_reaches_its_clients()
    {
        _builder.Services.AddStompBroker();
        _builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            _stomp = listen;
            listen.UseStomp();
        }));
        await using WebApplication application = _builder.Build();
        application.MapStomp("/messages");
        await application.StartAsync();

        await using TcpPeer overTcp = await TcpPeer.ConnectAsync(_stomp!.IPEndPoint!);
        await overTcp.SubscribeAsync("/topic/prices.*");
        using WebSocketPeer overWebSocket = await WebSocketPeer.ConnectAsync(new Uri($"ws://{_http!.IPEndPoint}/messages"));
        await overWebSocket.SubscribeAsync("/topic/prices.gold");
        await application.Services.GetRequiredService<IStompPublisher>().PublishAsync(
            "/topic/prices.gold", "1,999.5", new StompPublishOptions { Headers = [new("currency", "EUR")] });

        string message = await overTcp.ReceiveAsync();
        Assert.That(message, Does.StartWith("MESSAGE\n").And.EndWith("\n\n1,999.5"));
        Assert.That(WireText.Header(message, "currency"), Is.EqualTo("EUR"));
        Assert.That(WireText.Header(message, "content-type"), Is.EqualTo("text/plain"));
        Assert.That(await overWebSocket.ReceiveAsync(), Does.StartWith("Text: MESSAGE\n").And.EndWith("\n\n1,999.5\0"));

        Task stopping = application.StopAsync();
        Assert.That(await overTcp.ReceiveToEndAsync(), Does.StartWith("ERROR\nmessage:the broker is shutting down\n"));
        Assert.That(await overWebSocket.ReceiveAsync(), Does.StartWith("Text: ERROR\nmessage:the broker is shutting down\n"));
        Assert.That(await overWebSocket.ReceiveAsync(), Is.EqualTo("Close: 1001 the broker is shutting down"));
        await overWebSocket.CloseOutputAsync();
        await stopping.WaitAsync(Eventually.Patience);
        Assert.That(_log.Errors, Is.Empty);
    }

    [Test]
    public void MapStomp_without_a_broker_says_what_to_call()
    {
        using var application = (IDisposable)_builder.Build();
        Assert.That(
            () => ((WebApplication)application).MapStomp("/stomp"),
            Throws.InvalidOperationException.With.Message.Contains("call services.AddStompBroker()"));
    }

    [Test]
    public void UseStomp_without_a_broker_says_what_to_call()
    {
        _builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0, static listen => listen.UseStomp()));
        Assert.That(
            () => _builder.Build(),
            Throws.InvalidOperationException.With.Message.Contains("call services.AddStompBroker()"));
    }

    [Test]
    public async Task RequireAuthorization_keeps_others_out_and_gives_the_session_its_user()
    {
        _builder.Services.AddStompBroker();
        _builder.Services.AddAuthorization();
        _builder.Services.AddAuthentication("name").AddScheme<AuthenticationSchemeOptions, NameHandler>("name", null);
        await using WebApplication application = _builder.Build();
        application.UseAuthentication();
        application.UseAuthorization();
        application.MapStomp("/stomp").RequireAuthorization();
        await application.StartAsync();
        var address = new Uri($"ws://{_http!.IPEndPoint}/stomp");

        using var stranger = new ClientWebSocket();
        stranger.Options.CollectHttpResponseDetails = true;
        Assert.That(
            async () => await stranger.ConnectAsync(address, CancellationToken.None).WaitAsync(Eventually.Patience),
            Throws.InstanceOf<WebSocketException>());
        Assert.That(stranger.HttpStatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));

        using WebSocketPeer known = await WebSocketPeer.OpenAsync(new Uri($"{address}?name=alice"));
        await known.SendAsync(WireText.Connect(headers: "login:mallory\n"));
        Assert.That(await known.ReceiveAsync(), Does.StartWith("Text: CONNECTED\n"));
        Assert.That(await _log.WaitForAsync(100), Does.EndWith("user alice."));
        await known.SendAsync("DISCONNECT\n\n\0");
        Assert.That(await known.ReceiveAsync(), Is.EqualTo("Close: 1000 disconnected"));
        await known.CloseOutputAsync();
        await application.StopAsync().WaitAsync(Eventually.Patience);
    }

    // Whoever says a name in the query is who he says.
    private sealed class NameHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync()
        {
            string? name = Request.Query["name"];
            return Task.FromResult(
                name is null
                    ? AuthenticateResult.NoResult()
                    : AuthenticateResult.Success(new AuthenticationTicket(
                        new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, name)], Scheme.Name)), Scheme.Name)));
        }
    }
}
