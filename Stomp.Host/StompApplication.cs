using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Stomp.Broker;
using Stomp.Broker.Configuration;
using Stomp.Host.Listening;
using Stomp.Host.Memory;
using Stomp.Host.Settings;

namespace Stomp.Host;

/// <summary>Puts the process together: configuration, listeners, broker, pages.</summary>
internal static class StompApplication
{
    private const string WebSocketPath = "/stomp";
    private const string SockJsPath = "/sockjs";
    private const int ExpectedSessions = 10_000;

    /// <summary>Builds the application.</summary>
    /// <param name="commandLine">Settings that stand above all others.</param>
    /// <param name="listeners">Where it will listen.</param>
    /// <exception cref="SettingsException">A setting is wrong.</exception>
    public static WebApplication Build(IReadOnlyDictionary<string, string?> commandLine, out IReadOnlyList<Listener> listeners)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        Configure(builder.Configuration, commandLine);

        HostSettings settings = HostSettings.Read(builder.Configuration);
        RestrictHosts(builder.Configuration, settings);
        Listener[] all = [.. settings.Listen.Select(address => new Listener(address))];
        listeners = all;
        var certificate = new Lazy<X509Certificate2>(settings.Certificate.Load);
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.UseSockets(SocketTransport.Configure);
        OpenFileLimit? openFiles = OpenFileLimit.Read();
        if (openFiles is not null)
        {
            builder.Services.AddSingleton(openFiles);
            builder.Services.AddSingleton<IConnectionListenerFactory, ReservingListenerFactory>(); // the last one is the one that is used
        }

        // Stomp:Listen alone says where. Container images set the port of web applications, and Kestrel would warn that it is not used.
        // A list of no addresses: for an empty text the host would look elsewhere.
        builder.WebHost.UseSetting(WebHostDefaults.ServerUrlsKey, ";");
        builder.WebHost.UseSetting(WebHostDefaults.HttpPortsKey, "");
        builder.WebHost.UseSetting(WebHostDefaults.HttpsPortsKey, "");
        var broker = new StompBrokerOptions();
        HostSettings.BindBroker(builder.Configuration, broker);
        StompLimits limits = broker.Limits;
        int maxSessions = limits.MaxSessions;
        openFiles?.Restrict(limits);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            Restrict(kestrel.Limits, limits);
            foreach (Listener listener in all)
            {
                listener.AddTo(kestrel, () => certificate.Value);
            }
        });

        // What fails at the start is thrown as well, and said in one line: not also with its stack trace.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);

        // Of each request it would make an activity and a scope, which live as long as a WebSocket does: some 700 octets of each.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = settings.ShutdownTimeout);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddHostedService<IdleMemory>();
        IStompBrokerBuilder services = builder.Services.AddStompBroker(broker =>
        {
            HostSettings.BindBroker(builder.Configuration, broker);
            openFiles?.Restrict(broker.Limits);
        });
        if (settings.TakesTokens)
        {
            services.AddJwtBearer(jwt => HostSettings.BindJwt(builder.Configuration, jwt)); // first, so that a token is not taken for a password
        }

        if (settings.HasUsers)
        {
            services.AddUsers(users => HostSettings.BindUsers(builder.Configuration, users));
        }

        if (settings.Stores)
        {
            services.UseSqliteStore(sqlite => HostSettings.BindStorage(builder.Configuration, sqlite));
        }

        WebApplication application = builder.Build();
        // The default of MaxSessions is more than most systems allow: nobody has asked for it. But a few thousand is what everybody expects.
        bool isTold = maxSessions != new StompLimits().MaxSessions || limits.MaxSessions < ExpectedSessions;
        if (openFiles is not null && limits.MaxSessions < maxSessions && isTold)
        {
            ListeningLog.TooFewFiles(application.Logger, limits.MaxSessions, maxSessions, openFiles.Count, OpenFileLimit.NeededFor(maxSessions));
        }

        application.MapStomp(WebSocketPath, webSocket => HostSettings.BindWebSocket(builder.Configuration, webSocket));
        application.MapStompSockJs(SockJsPath, sockJs => HostSettings.BindSockJs(builder.Configuration, sockJs));
        TryItPages.Map(application);
        return application;
    }

    // What comes before a WebSocket is one, and so before the broker sees it. Only SockJS takes a body, and has a limit of its own.
    private static void Restrict(KestrelServerLimits kestrel, StompLimits limits)
    {
        kestrel.RequestHeadersTimeout = limits.ConnectTimeout;
        kestrel.KeepAliveTimeout = limits.FrameTimeout;
        kestrel.MaxRequestBodySize = 0;

        // More than the broker takes, so that it can tell those that are too many.
        kestrel.MaxConcurrentConnections = limits.MaxSessions + limits.MaxUnauthenticatedSessions;
    }

    // A page from elsewhere could have its own name resolve to this machine: to a browser it would be of the same origin then.
    // So while all addresses are loopback ones, requests must name one of them, unless the setting AllowedHosts says otherwise.
    private static void RestrictHosts(ConfigurationManager configuration, HostSettings settings)
    {
        const string AllowedHosts = "AllowedHosts";
        if (configuration[AllowedHosts] is null && settings.Listen.All(static address => address.IsLoopback))
        {
            IEnumerable<string> addresses = settings.Listen.Select(static address => address.EndPoint.Address)
                .Select(static address => address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{address}]" : address.ToString());
            configuration[AllowedHosts] = string.Join(';', addresses.Prepend("localhost").Distinct());
        }
    }

    // Each stands above the one before: the file beside the program, the environment (both there by default),
    // a file in the current directory, the environment again, the command line.
    private static void Configure(ConfigurationManager configuration, IReadOnlyDictionary<string, string?> commandLine)
    {
        string local = Path.Combine(Environment.CurrentDirectory, "appsettings.json");
        if (!string.Equals(Path.GetDirectoryName(local), AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar), StringComparison.Ordinal))
        {
            configuration.AddJsonFile(local, optional: true, reloadOnChange: false);
            configuration.AddEnvironmentVariables();
        }

        if (commandLine.Keys.Any(static key => key.StartsWith("Stomp:Listen:", StringComparison.OrdinalIgnoreCase)))
        {
            // Addresses on the command line replace the others, however many those are.
            configuration["Stomp:Listen"] = null;
            foreach (IConfigurationSection other in configuration.GetSection("Stomp:Listen").GetChildren().ToArray())
            {
                configuration[other.Path] = null;
            }
        }

        configuration.AddInMemoryCollection(commandLine);
    }
}
