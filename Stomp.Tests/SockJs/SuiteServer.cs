using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Stomp.AspNetCore;
using Stomp.AspNetCore.SockJs;
using Stomp.Tests.EndToEnd;
using Stomp.Tests.SockJs.Suite;

namespace Stomp.Tests.SockJs;

/// <summary>The services of the public test-suite, on a port that was free.</summary>
internal sealed class SuiteServer : IAsyncDisposable
{
    private readonly WebApplication _application;

    private SuiteServer(WebApplication application, Uri address, SockJsEndpoint echo, LogRecorder log)
    {
        _application = application;
        Address = address;
        Echo = echo;
        Log = log;
    }

    public Uri Address { get; }

    /// <summary>The endpoint of the service <c>/echo</c>.</summary>
    public SockJsEndpoint Echo { get; }

    public LogRecorder Log { get; }

    public static async Task<SuiteServer> StartAsync(Action<StompSockJsOptions>? configure = null, TimeProvider? time = null)
    {
        var log = new LogRecorder();
        ListenOptions? listen = null;
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddProvider(log);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, options => listen = options));
        WebApplication application = builder.Build();
        SockJsEndpoint echo = SuiteServices.Map(application, time ?? TimeProvider.System, configure);
        await application.StartAsync().WaitAsync(Eventually.Patience);
        return new SuiteServer(application, new Uri($"http://{listen!.IPEndPoint}"), echo, log);
    }

    /// <summary>A session of one of the services, with an id that nobody else has.</summary>
    public SockJsPeer Open(string service = "echo") => new(new Uri(Address, service));

    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync(new CancellationToken(canceled: true));
        await _application.DisposeAsync();
        Log.Dispose();
    }
}
