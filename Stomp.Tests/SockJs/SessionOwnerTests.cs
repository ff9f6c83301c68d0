using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NUnit.Framework;
using Stomp.AspNetCore;
using Stomp.Tests.EndToEnd;

namespace Stomp.Tests.SockJs;

/// <summary>SockJS inside somebody else's application, with users (H-13): a session's id is not enough to have it.</summary>
public sealed class SessionOwnerTests
{
    private readonly LogRecorder _log = new();
    private WebApplication _application = null!;
    private Uri _service = null!;

    [TearDown]
    public async Task StopApplication()
    {
        await _application.StopAsync(new CancellationToken(canceled: true));
        await _application.DisposeAsync();
        Assert.That(_log.Errors, Is.Empty);
        _log.Clear();
    }

    [Test]
    public async Task Another_user_cannot_have_a_session()
    {
        await StartAsync();
        using SockJsPeer alice = Open("alice", "shared");
        using SockJsPeer bob = Open("bob", "shared");
        using SockJsPeer nobody = Open("", "shared");
        await alice.ReceiveAsync("xhr");
        foreach (SockJsPeer other in new[] { bob, nobody })
        {
            foreach (string transport in new[] { "xhr", "xhr_streaming", "xhr_send", "jsonp_send" })
            {
                (HttpResponseMessage response, string body) = await other.RequestAsync("POST", other[transport], """["x"]""");
                Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.NotFound), transport);
                Assert.That(body, Is.EqualTo("There is no such session.\n"));
            }
        }

        await alice.SendAsync("""["CONNECT\naccept-version:1.2\nhost:x\nlogin:mallory\n\n\u0000"]""");
        Assert.That(await alice.ReceiveAsync("xhr"), Does.StartWith("a[\"CONNECTED\\n"));
        Assert.That(await _log.WaitForAsync(100), Does.EndWith("user alice."));
    }

    [TestCase(true, HttpStatusCode.NotFound)]
    [TestCase(false, HttpStatusCode.NoContent)]
    public async Task Another_address_can_only_have_it_where_the_options_say_so(bool requireSameAddress, HttpStatusCode expected)
    {
        await StartAsync(configure: options => options.RequireSameAddress = requireSameAddress);
        using SockJsPeer peer = Open("", "moving");
        await peer.ReceiveAsync("xhr");
        using var handler = new SocketsHttpHandler { ConnectCallback = ConnectFromElsewhereAsync };
        using var elsewhere = new HttpClient(handler);
        using var content = new StringContent("""["\n"]""");
        using HttpResponseMessage response = await elsewhere.PostAsync(peer["xhr_send"], content).WaitAsync(Eventually.Patience);
        Assert.That(response.StatusCode, Is.EqualTo(expected));
    }

    [Test]
    public async Task RequireAuthorization_keeps_others_out_but_not_the_question_that_browsers_ask_without_credentials()
    {
        await StartAsync(static endpoint => endpoint.RequireAuthorization(), static options => options.AllowedOrigins = ["http://example.org"]);
        using SockJsPeer stranger = Open("", "s");
        (HttpResponseMessage response, _) = await stranger.RequestAsync("POST", stranger["xhr"]);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
        (response, _) = await stranger.RequestAsync("GET", new Uri($"{_service}/info"));
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
        (response, _) = await stranger.RequestAsync(
            "OPTIONS", stranger["xhr"], headers: [("Origin", "http://example.org"), ("Access-Control-Request-Method", "POST")]);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.NoContent));
        using SockJsPeer alice = Open("alice", "a");
        Assert.That(await alice.ReceiveAsync("xhr"), Is.EqualTo("o\n"));
    }

    [Test]
    public async Task It_can_be_below_the_path_of_another_endpoint_and_have_parameters()
    {
        await StartAsync(pattern: "/{tenant}/stomp/sockjs");
        _service = new Uri($"{_service.GetLeftPart(UriPartial.Authority)}/a/stomp/sockjs");
        using SockJsPeer peer = Open("", "x");
        Assert.That(await peer.ReceiveAsync("xhr"), Is.EqualTo("o\n"));
        (HttpResponseMessage response, _) = await peer.RequestAsync("GET", _service);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task Without_a_broker_it_says_what_to_call()
    {
        await StartAsync();
        await using WebApplication other = WebApplication.CreateSlimBuilder().Build();
        Assert.That(() => other.MapStompSockJs("/sockjs"), Throws.InvalidOperationException.With.Message.Contains("call services.AddStompBroker()"));
    }

    private static async ValueTask<Stream> ConnectFromElsewhereAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Parse("127.0.0.9"), 0));
        await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
        return new NetworkStream(socket, ownsSocket: true);
    }

    private SockJsPeer Open(string user, string session) =>
        new(_service) { Session = session, Headers = user.Length > 0 ? [("X-User", user)] : [] };

    // Whoever says a name in a header is who he says.
    private async Task StartAsync(
        Action<IEndpointConventionBuilder>? convention = null, Action<StompSockJsOptions>? configure = null, string pattern = "/sockjs")
    {
        ListenOptions? listen = null;
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddProvider(_log).AddFilter("Stomp", LogLevel.Debug);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, options => listen = options));
        builder.Services.AddStompBroker();
        builder.Services.AddAuthorization();
        builder.Services.AddAuthentication("header").AddScheme<AuthenticationSchemeOptions, HeaderAuthentication>("header", null);
        _application = builder.Build();
        _application.UseAuthentication();
        _application.UseAuthorization();
        convention ??= static _ => { };
        convention(_application.MapStompSockJs(pattern, configure ?? (static _ => { })));
        await _application.StartAsync().WaitAsync(Eventually.Patience);
        _service = new Uri($"http://{listen!.IPEndPoint}{pattern}");
    }
}
