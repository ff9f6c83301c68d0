using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NUnit.Framework;
using Stomp.Broker.Publishing;
using Stomp.Broker.Security;
using Stomp.Broker.Sessions;
using Stomp.Broker.Sessions.Interceptors;
using Stomp.Tests.EndToEnd;
using Stomp.Tests.Events;
using Stomp.Tests.SockJs;

namespace Stomp.Tests.Users;

/// <summary>One user with a session over TCP, one over WebSocket and one over SockJS, in an application with events and interceptors.</summary>
public sealed class UserEndToEndTests
{
    private readonly EventRecorder _events = new();
    private readonly LogRecorder _log = new();
    private WebApplication _application = null!;
    private ListenOptions _http = null!;
    private ListenOptions _stomp = null!;

    private IStompPublisher Publisher => _application.Services.GetRequiredService<IStompPublisher>();

    private IUserRegistry Registry => _application.Services.GetRequiredService<IUserRegistry>();

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddProvider(_log);
        builder.Services.AddSingleton<IStompAuthenticator, LoginAuthenticator>();
        builder.Services.AddSingleton<IStompSessionEvents>(_events);
        builder.Services.AddStompBroker(options => options.Users.AllowClientSend = true)
            .AddInboundInterceptor<Stamp>()
            .AddOutboundInterceptor<Mark>();
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
        _application.MapStompSockJs("/sockjs");
        await _application.StartAsync();
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await _application.StopAsync().WaitAsync(Eventually.Patience);
        await _application.DisposeAsync();
        Assert.That(_log.Errors, Is.Empty);
        _log.Dispose();
    }

    [Test]
    public async Task A_message_to_a_user_reaches_all_of_their_sessions_whatever_carries_them()
    {
        await using TcpPeer tcp = await TcpPeer.OpenAsync(_stomp.IPEndPoint!);
        await tcp.SendAsync(WireText.Connect(headers: "login:bob\n"));
        Assert.That(await tcp.ReceiveAsync(), Does.StartWith("CONNECTED\n").And.Contain("\nuser-name:bob\n"));
        await tcp.SubscribeAsync("/user/queue/x");
        using WebSocketPeer webSocket = await WebSocketPeer.ConnectAsync(new Uri($"ws://{_http.IPEndPoint}/stomp"), headers: "login:bob\n");
        await webSocket.SubscribeAsync("/user/queue/x");
        using var sockJs = new SockJsPeer(new Uri($"http://{_http.IPEndPoint}/sockjs"));
        await sockJs.ReceiveAsync("xhr");
        await sockJs.SendAsync(Payload(WireText.Connect(headers: "login:bob\n")));
        Assert.That(await sockJs.ReceiveAsync("xhr"), Does.StartWith("a[\"CONNECTED"));
        await sockJs.SendAsync(Payload(WireText.Subscribe("/user/queue/x")));
        Assert.That(await sockJs.ReceiveAsync("xhr"), Does.StartWith("a[\"RECEIPT"));
        Assert.That(Registry.FindUser("bob")!.Sessions.Select(session => session.Transport).Distinct().Count(), Is.EqualTo(3));

        await using TcpPeer ann = await TcpPeer.OpenAsync(_stomp.IPEndPoint!);
        await ann.SendAsync(WireText.Connect(headers: "login:ann\n"));
        await ann.ReceiveAsync();
        await ann.SendAsync(WireText.Send("/user/bob/queue/x", "from ann", "receipt:r\n"));
        Assert.That(await ann.ReceiveAsync(), Is.EqualTo("RECEIPT\nreceipt-id:r\n\n"));
        AssertMessage(await tcp.ReceiveAsync() + "\0", "from ann");
        AssertMessage(await webSocket.ReceiveAsync(), "from ann");
        AssertMessage(JsonSerializer.Deserialize<string[]>((await sockJs.ReceiveAsync("xhr"))[1..])!.Single(), "from ann");

        Assert.That((await Publisher.PublishToUserAsync("bob", "/queue/x", new { text = "ü" })).Sessions, Is.EqualTo(3));
        Assert.That(await tcp.ReceiveAsync(), Does.Contain("content-type:application/json").And.EndWith("\n\n{\"text\":\"\\u00FC\"}"));
        await webSocket.ReceiveAsync();
        await sockJs.ReceiveAsync("xhr");

        Task<int> closed = Registry.CloseUserAsync("bob", "you are banned");
        Assert.That(await tcp.ReceiveAsync(), Does.StartWith("ERROR\nmessage:you are banned\n"));
        Assert.That(await webSocket.ReceiveAsync(), Does.StartWith("Text: ERROR\nmessage:you are banned\n"));
        Assert.That(await webSocket.ReceiveAsync(), Is.EqualTo("Close: 1008 you are banned"));
        await webSocket.CloseOutputAsync();
        Assert.That(await sockJs.ReceiveAsync("xhr"), Does.StartWith("a[\"ERROR\\nmessage:you are banned"));
        Assert.That(await closed.WaitAsync(Eventually.Patience), Is.EqualTo(3));
        Assert.That(Registry.FindUser("bob"), Is.Null);
        await Eventually.HoldsAsync(() => _events.Events.Count(text => text == "disconnected Closed: you are banned") == 3, "the events come");
        Assert.That(_events.Events.Count(text => text == "subscribed 1 /user/queue/x"), Is.EqualTo(3));
    }

    private static string Payload(string frame) => JsonSerializer.Serialize(new[] { frame });

    // The sender is stamped by the one interceptor, and the message marked by the other.
    private static void AssertMessage(string message, string body)
    {
        Assert.That(message, Does.Contain("\ndestination:/user/queue/x\n").And.Contain("\nfrom:ann\n").And.Contain("\nfor:bob\n").And.EndWith($"\n\n{body}\0"));
    }

    private sealed class Stamp : IStompInboundInterceptor
    {
        public async ValueTask OnFrameAsync(StompInboundFrame frame, CancellationToken cancellationToken)
        {
            await Task.Yield();
            if (frame.Session.UserName is { } user)
            {
                frame.Headers["from"] = user;
            }
        }
    }

    private sealed class Mark : IStompOutboundInterceptor
    {
        public async ValueTask OnDeliveryAsync(StompDelivery delivery, CancellationToken cancellationToken)
        {
            await Task.Yield();
            delivery.Headers["for"] = delivery.Subscription.Session.UserName;
        }
    }
}
