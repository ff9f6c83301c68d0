using System.Net;
using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NUnit.Framework;
using Stomp.Broker;

namespace Stomp.Tests.EndToEnd;

/// <summary>WebSockets as streams of HTTP/2 (RFC 8441), and what an application's settings for requests mean to them.</summary>
public sealed class WebSocketHttp2Tests
{
    private const int MaxRequestBody = 100_000;

    private readonly DisabledTimeout _timeout = new();
    private WebApplication _application = null!;
    private Uri _address = null!;

    [SetUp]
    public async Task StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        ListenOptions? http = null;
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = MaxRequestBody;
            kestrel.Listen(IPAddress.Loopback, 0, listen =>
            {
                http = listen;
                listen.Protocols = HttpProtocols.Http2;
            });
        });
        builder.Services.AddStompBroker();
        _application = builder.Build();
        _application.Use((context, next) =>
        {
            context.Features.Set<IHttpRequestTimeoutFeature>(_timeout);
            return next(context);
        });
        _application.MapStomp("/stomp");
        await _application.StartAsync();
        _address = new Uri($"ws://{http!.IPEndPoint}/stomp");
    }

    [TearDown]
    public async Task StopAsync()
    {
        await _application.StopAsync().WaitAsync(Eventually.Patience);
        await _application.DisposeAsync();
    }

    [Test]
    public async Task A_session_takes_more_than_a_request_may_and_ends_in_order()
    {
        using var handler = new SocketsHttpHandler();
        using var invoker = new HttpMessageInvoker(handler);
        using ClientWebSocket socket = await OpenAsync(invoker);
        Assert.That(socket.SubProtocol, Is.EqualTo("v12.stomp"));
        await SendAsync(socket, WireText.Connect());
        Assert.That(await ReceiveAsync(socket), Does.StartWith("Text: CONNECTED\n"));
        await SendAsync(socket, WireText.Subscribe("/topic/a"));
        Assert.That(await ReceiveAsync(socket), Does.StartWith("Text: RECEIPT\n"));
        string body = new('x', 30_000);
        for (int i = 0; i < 3 * MaxRequestBody / body.Length; i++)
        {
            await SendAsync(socket, WireText.Send("/topic/a", $"{i}{body}"));
            Assert.That(await ReceiveAsync(socket), Does.EndWith($"\n\n{i}{body}\0"));
        }

        await SendAsync(socket, "DISCONNECT\nreceipt:bye\n\n\0");
        Assert.That(await ReceiveAsync(socket), Does.StartWith("Text: RECEIPT\n"));
        Assert.That(await ReceiveAsync(socket), Is.EqualTo("Close: disconnected"));
        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None).WaitAsync(Eventually.Patience);
        await EndsAsync();
    }

    [Test]
    public async Task One_stream_that_vanishes_ends_and_the_others_of_its_connection_go_on()
    {
        using var handler = new SocketsHttpHandler();
        using var invoker = new HttpMessageInvoker(handler);
        using ClientWebSocket stays = await OpenAsync(invoker);
        using (ClientWebSocket goes = await OpenAsync(invoker))
        {
            await SendAsync(goes, WireText.Connect());
            Assert.That(await ReceiveAsync(goes), Does.StartWith("Text: CONNECTED\n"));
            goes.Abort();
        }

        await SendAsync(stays, WireText.Connect());
        Assert.That(await ReceiveAsync(stays), Does.StartWith("Text: CONNECTED\n"));
        StompBroker broker = _application.Services.GetRequiredService<StompBroker>();
        await Eventually.HoldsAsync(() => broker.SessionCount == 1, "the session of the other has ended");
        stays.Abort();
        await EndsAsync();
    }

    [Test]
    public async Task The_time_for_a_request_is_not_that_of_a_session()
    {
        using var handler = new SocketsHttpHandler();
        using var invoker = new HttpMessageInvoker(handler);
        using ClientWebSocket socket = await OpenAsync(invoker);
        await Eventually.HoldsAsync(() => _timeout.IsDisabled, "the application's time-out is switched off");
        socket.Abort();
    }

    private async Task<ClientWebSocket> OpenAsync(HttpMessageInvoker invoker)
    {
        var socket = new ClientWebSocket();
        socket.Options.HttpVersion = HttpVersion.Version20;
        socket.Options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        socket.Options.AddSubProtocol("v12.stomp");
        await socket.ConnectAsync(_address, invoker, CancellationToken.None).WaitAsync(Eventually.Patience);
        return socket;
    }

    private async Task EndsAsync()
    {
        StompBroker broker = _application.Services.GetRequiredService<StompBroker>();
        await Eventually.HoldsAsync(() => broker.SessionCount == 0, "the session has ended");
    }

    private static Task SendAsync(ClientWebSocket socket, string text) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, CancellationToken.None).WaitAsync(Eventually.Patience);

    private static async Task<string> ReceiveAsync(ClientWebSocket socket)
    {
        using var content = new MemoryStream();
        byte[] buffer = new byte[16 * 1024];
        WebSocketReceiveResult result;
        do
        {
            result = await socket.ReceiveAsync(buffer, CancellationToken.None).WaitAsync(Eventually.Patience);
            content.Write(buffer, 0, result.Count);
        }
        while (!result.EndOfMessage);

        return result.MessageType == WebSocketMessageType.Close
            ? $"Close: {result.CloseStatusDescription}"
            : $"{result.MessageType}: {Encoding.UTF8.GetString(content.GetBuffer(), 0, (int)content.Length)}";
    }

    private sealed class DisabledTimeout : IHttpRequestTimeoutFeature
    {
        private volatile bool _isDisabled;

        public bool IsDisabled => _isDisabled;

        public CancellationToken RequestTimeoutToken => CancellationToken.None;

        public void DisableTimeout() => _isDisabled = true;
    }
}
