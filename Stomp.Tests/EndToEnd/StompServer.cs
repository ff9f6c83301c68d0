using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Stomp.Broker;
using Stomp.Host;
using Stomp.Host.Listening;

namespace Stomp.Tests.EndToEnd;

/// <summary>The program itself, in this process: all of it but its command line, on ports that were free.</summary>
internal sealed class StompServer : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly IReadOnlyList<Listener> _listeners;

    private StompServer(WebApplication application, IReadOnlyList<Listener> listeners)
    {
        _application = application;
        _listeners = listeners;
    }

    public StompBroker Broker => _application.Services.GetRequiredService<StompBroker>();

    public LogRecorder Log { get; } = new();

    public IPEndPoint Tcp => Find("stomp");

    public IPEndPoint Tls => Find("stomps");

    public Uri WebSocket => new($"ws://{Find("http")}/stomp");

    public Uri SockJs => new($"http://{Find("http")}/sockjs");

    public Uri Http => new($"http://{Find("http")}/");

    /// <summary>Starts it.</summary>
    /// <param name="settings">Settings by their names within the section <c>Stomp</c>.</param>
    public static async Task<StompServer> StartAsync(params (string Name, string Value)[] settings)
    {
        var all = new Dictionary<string, string?>
        {
            ["Stomp:Listen:0"] = "http://127.0.0.1:0",
            ["Stomp:Listen:1"] = "stomp://127.0.0.1:0",
            ["Logging:LogLevel:Stomp"] = "Debug",
            ["Logging:Console:LogLevel:Default"] = "None",
            ["Logging:Console:LogLevel:Stomp"] = "None",
        };
        foreach ((string name, string value) in settings)
        {
            all[$"Stomp:{name}"] = value;
        }

        WebApplication application = StompApplication.Build(all, out IReadOnlyList<Listener> listeners);
        var server = new StompServer(application, listeners);
        application.Services.GetRequiredService<ILoggerFactory>().AddProvider(server.Log);
        await application.StartAsync().WaitAsync(Eventually.Patience);
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync().WaitAsync(Eventually.Patience);
        await _application.DisposeAsync();
        Log.Dispose();
    }

    private IPEndPoint Find(string scheme) => _listeners.First(listener => listener.Address.Scheme == scheme).Address.EndPoint;
}
