using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Stomp.Broker;
using Stomp.Broker.Configuration;
using Stomp.Tests.EndToEnd;

namespace Stomp.Tests.Security;

/// <summary>Somebody's application with a broker, on a port that was free.</summary>
internal sealed class SecurityApplication : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly Func<ListenOptions> _http;

    private SecurityApplication(WebApplication application, Func<ListenOptions> http)
    {
        _application = application;
        _http = http;
    }

    public LogRecorder Log { get; } = new();

    public Uri Http => new($"http://{_http().IPEndPoint}");

    public Uri WebSocket => new($"ws://{_http().IPEndPoint}/stomp");

    /// <summary>Starts it.</summary>
    /// <param name="configure">Adds to the services, and to the broker.</param>
    /// <param name="map">Maps the endpoints.</param>
    /// <param name="options">Sets the options of the broker.</param>
    public static async Task<SecurityApplication> StartAsync(
        Action<IStompBrokerBuilder> configure, Action<WebApplication> map, Action<StompBrokerOptions>? options = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        ListenOptions? http = null;
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => http = listen));
        configure(builder.Services.AddStompBroker(options));
        builder.Logging.ClearProviders().AddFilter("Stomp", LogLevel.Debug);
        WebApplication application = builder.Build();
        map(application);
        var started = new SecurityApplication(application, () => http!);
        application.Services.GetRequiredService<ILoggerFactory>().AddProvider(started.Log);
        await application.StartAsync().WaitAsync(Eventually.Patience);
        return started;
    }

    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync().WaitAsync(Eventually.Patience);
        await _application.DisposeAsync();
        Log.Dispose();
    }
}
