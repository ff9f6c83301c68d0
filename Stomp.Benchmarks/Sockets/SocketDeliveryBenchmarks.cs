using System.Net;
using BenchmarkDotNet.Attributes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Stomp.Benchmarks.Engine;

namespace Stomp.Benchmarks.Sockets;

/// <summary>
/// Deliveries over sockets of this machine, with server and clients in one process, so that <c>Allocated</c>, which counts the whole process
/// (<see cref="GC.GetTotalAllocatedBytes"/>), shows whether anything between a publisher's socket and its subscribers' allocates. The clients read and
/// write into arrays of their own. All numbers are for one delivery.
/// </summary>
[MemoryDiagnoser]
public class SocketDeliveryBenchmarks
{
    private const string Topic = "/topic/plant.line4.temperature";
    private const int Subscribers = 10;
    private const int MessagesPerWrite = 64;
    private const int Writes = 64;

    private readonly List<BlockingClient> _subscribers = [];
    private WebApplication _server = null!;
    private BlockingClient _publisher = null!;
    private byte[] _messages = null!;

    [Params("tcp", "websocket")]
    public string Transport { get; set; } = "tcp";

    [GlobalSetup]
    public async Task SetupAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddStompBroker();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseStomp());
            kestrel.Listen(IPAddress.Loopback, 0);
        });
        _server = builder.Build();
        _server.MapStomp("/stomp");
        await _server.StartAsync();
        bool isWebSocket = Transport == "websocket";
        Uri[] addresses = [.. _server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Select(static text => new Uri(text))];
        var server = new IPEndPoint(IPAddress.Loopback, addresses[isWebSocket ? 1 : 0].Port);
        for (int i = 0; i < Subscribers; i++)
        {
            var subscriber = new BlockingClient(server, isWebSocket);
            subscriber.Send(subscriber.Frame([.. EngineFrames.Connect(), .. EngineFrames.Subscribe(Topic, "auto", receipt: "ready")]));
            subscriber.ReceiveText("receipt-id:ready");
            _subscribers.Add(subscriber);
        }

        _publisher = new BlockingClient(server, isWebSocket);
        _publisher.Send(_publisher.Frame(EngineFrames.Connect()));
        _publisher.ReceiveText("CONNECTED");
        _messages = _publisher.Frame(EngineFrames.Send(Topic, MessagesPerWrite));
        Deliver();
    }

    [GlobalCleanup]
    public async Task CleanupAsync()
    {
        _publisher.Dispose();
        _subscribers.ForEach(static subscriber => subscriber.Dispose());
        await _server.DisposeAsync();
    }

    /// <summary>Each write is delivered before the next, so that what is under way is the same all the time.</summary>
    [Benchmark(OperationsPerInvoke = Writes * MessagesPerWrite * Subscribers)]
    public void Deliver()
    {
        for (int i = 0; i < Writes; i++)
        {
            _publisher.Send(_messages);
            foreach (BlockingClient subscriber in _subscribers)
            {
                subscriber.ReceiveMessages(MessagesPerWrite);
            }
        }
    }
}
