using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NUnit.Framework;
using Stomp.Tests.EndToEnd;

namespace Stomp.Tests.Handlers;

/// <summary>Handlers of a web application, over sockets.</summary>
public sealed class HandlerServerTests : IAsyncDisposable
{
    private readonly LogRecorder _log = new();
    private WebApplication _application = null!;
    private ListenOptions _http = null!;
    private ListenOptions _stomp = null!;

    [SetUp]
    public void Build()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        _log.Clear();
        builder.Logging.ClearProviders().AddProvider(_log).AddFilter("Stomp", LogLevel.Debug);
        builder.Services.AddSingleton<ChatLog>().AddStompBroker().AddStompHandlers<ChatHandlers>();
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
    }

    [TearDown]
    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync().WaitAsync(Eventually.Patience);
        await _application.DisposeAsync();
        GC.SuppressFinalize(this);
        Assert.That(_log.Errors, Is.Empty);
    }

    [Test]
    public async Task Delegates_and_classes_answer_clients_of_either_transport()
    {
        _application.MapMessage("/hello", (HelloMessage hello) => new Greeting($"Hello, {hello.Name}!")).SendTo("/topic/greetings");
        _application.MapSubscribe("/participants", () => new[] { "sang", "admin" });
        await _application.StartAsync();
        await using TcpPeer tcp = await TcpPeer.ConnectAsync(_stomp.IPEndPoint!);
        await tcp.SubscribeAsync("/topic/greetings");
        using WebSocketPeer webSocket = await WebSocketPeer.ConnectAsync(new Uri($"ws://{_http.IPEndPoint}/stomp"));
        await webSocket.SubscribeAsync("/topic/chat/lobby");

        await webSocket.SendAsync("SEND\ndestination:/app/hello\n\n{\"name\":\"sang\"}\0");
        string greeting = await tcp.ReceiveAsync();
        Assert.That(greeting, Does.StartWith("MESSAGE\n").And.EndWith("\n\n{\"content\":\"Hello, sang!\"}"));
        Assert.That(WireText.Header(greeting, "content-type"), Is.EqualTo("application/json"));

        await tcp.SendAsync("SEND\ndestination:/app/chat/lobby\nreceipt:r\n\n{\"name\":\"admin\"}\0");
        Assert.That(await tcp.ReceiveAsync(), Does.StartWith("RECEIPT\nreceipt-id:r\n"));
        Assert.That(await webSocket.ReceiveAsync(), Does.EndWith("\n\nlobby: admin\0"));

        await tcp.SendAsync("SUBSCRIBE\nid:p\ndestination:/app/participants\n\n\0");
        Assert.That(await tcp.ReceiveAsync(), Does.StartWith("MESSAGE\nsubscription:p\n").And.EndWith("\n\n[\"sang\",\"admin\"]"));
    }

    [Test]
    public async Task A_slow_handler_holds_up_nobody_else_and_its_client_when_it_sends_too_much()
    {
        using var gate = new ManualResetEventSlim();
        _application.MapMessage("/block", (string body) => gate.Wait(Eventually.Patience));
        await _application.StartAsync();
        var blocked = new List<TcpPeer>();
        foreach (int _ in Enumerable.Range(0, 4))
        {
            blocked.Add(await TcpPeer.ConnectAsync(_stomp.IPEndPoint!));
            await blocked[^1].SendAsync("SEND\ndestination:/app/block\nreceipt:r\n\n\0");
        }

        await using TcpPeer other = await TcpPeer.ConnectAsync(_stomp.IPEndPoint!);
        await other.SubscribeAsync("/topic/x");
        await other.SendAsync("SEND\ndestination:/topic/x\n\nfree\0");
        Assert.That(await other.ReceiveAsync(), Does.EndWith("\n\nfree"));

        // More than the socket buffers and the session take together: sending it must wait for the handler.
        byte[] flood = new byte[32 * 1024 * 1024];
        flood.AsSpan().Fill((byte)'\n');
        Task flooding = blocked[0].SendAsync(flood);
        foreach (int number in Enumerable.Range(1, 200))
        {
            await other.SendAsync($"SEND\ndestination:/topic/x\n\n{number}\0");
            Assert.That(await other.ReceiveAsync(), Does.EndWith($"\n\n{number}"));
        }

        Assert.That(flooding.IsCompleted, Is.False);
        gate.Set();
        await flooding.WaitAsync(Eventually.Patience);
        foreach (TcpPeer peer in blocked)
        {
            Assert.That(await peer.ReceiveAsync(), Does.StartWith("RECEIPT\nreceipt-id:r\n"));
            await peer.DisposeAsync();
        }
    }

    [Test]
    public async Task A_handler_learns_that_its_client_has_gone()
    {
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _application.MapMessage("/wait", async (string body, CancellationToken cancelled) =>
        {
            await using (cancelled.Register(() => gone.TrySetResult()))
            {
                begun.TrySetResult();
                await gone.Task;
            }
        });
        await _application.StartAsync();
        await using TcpPeer peer = await TcpPeer.ConnectAsync(_stomp.IPEndPoint!);
        await peer.SendAsync("SEND\ndestination:/app/wait\n\n\0");
        await begun.Task.WaitAsync(Eventually.Patience);
        peer.Reset();
        await gone.Task.WaitAsync(Eventually.Patience);
    }

    [Test]
    public void A_wrong_mapping_keeps_the_application_from_starting()
    {
        _application.MapMessage("/hello", (string body) => body).SendTo("/nowhere");
        Assert.That(
            async () => await _application.StartAsync(),
            Throws.InvalidOperationException.With.Message.Contains("The handler of '/hello' (MapMessage) cannot send its results"));
        _log.Clear(); // the host has logged it too
    }
}
