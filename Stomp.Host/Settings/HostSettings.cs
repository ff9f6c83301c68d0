using System.Reflection;
using Stomp.AspNetCore;
using Stomp.AspNetCore.Logins;
using Stomp.Broker.Configuration;
using Stomp.Broker.Jwt;
using Stomp.Broker.Sqlite;
using Stomp.Host.Listening;

namespace Stomp.Host.Settings;

/// <summary>The settings of the process: the section <c>Stomp</c> of its configuration. Whatever stands there and is no setting is refused.</summary>
internal sealed class HostSettings
{
    private const string Section = "Stomp";
    private const string WebSocket = "WebSocket";
    private const string SockJs = "SockJs";
    private const string Users = "Users"; // those who may log in
    private const string UserDestinations = "UserDestinations";
    private const string Jwt = "Jwt";
    private const string Storage = "Storage";
    private static readonly string[] DefaultListen = ["http://127.0.0.1:8080", "stomp://127.0.0.1:61613"];
    private static readonly string[] Known =
    [
        nameof(Listen), nameof(Certificate), nameof(ShutdownTimeout), nameof(StompBrokerOptions.AllowAnonymous), nameof(StompBrokerOptions.TopicPrefix),
        nameof(StompBrokerOptions.QueuePrefix), nameof(StompBrokerOptions.Server), nameof(StompBrokerOptions.HeartBeat), nameof(StompBrokerOptions.Limits),
        nameof(StompBrokerOptions.Authorization), nameof(StompBrokerOptions.Policies), nameof(StompBrokerOptions.CredentialsDestination), WebSocket, SockJs, Users, UserDestinations, Jwt, Storage,
    ];

    private HostSettings(IReadOnlyList<ListenAddress> listen, CertificateSettings certificate, TimeSpan shutdownTimeout, bool? allowAnonymous, bool hasUsers, bool takesTokens, bool stores)
    {
        Listen = listen;
        Certificate = certificate;
        ShutdownTimeout = shutdownTimeout;
        AllowAnonymous = allowAnonymous;
        HasUsers = hasUsers;
        TakesTokens = takesTokens;
        Stores = stores;
    }

    /// <summary>Where to listen.</summary>
    public IReadOnlyList<ListenAddress> Listen { get; }

    /// <summary>The certificate of the listeners with TLS.</summary>
    public CertificateSettings Certificate { get; }

    /// <summary>How long sessions may take to end when the process stops. Default 10 s: twice the time a session lingers.</summary>
    public TimeSpan ShutdownTimeout { get; }

    /// <summary>See <see cref="StompBrokerOptions.AllowAnonymous"/>; the process then also listens elsewhere than on loopback addresses.</summary>
    public bool? AllowAnonymous { get; }

    /// <summary>Whether there are users, and so somebody to let in from elsewhere.</summary>
    public bool HasUsers { get; }

    /// <summary>Whether bearer tokens are taken, also from elsewhere.</summary>
    public bool TakesTokens { get; }

    /// <summary>Whether messages are stored.</summary>
    public bool Stores { get; }

    /// <summary>Reads and checks the settings of the process.</summary>
    /// <exception cref="SettingsException">One is wrong.</exception>
    public static HostSettings Read(IConfiguration configuration)
    {
        IConfigurationSection section = configuration.GetSection(Section);
        foreach (IConfigurationSection child in section.GetChildren())
        {
            if (!Known.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
            {
                throw new SettingsException($"{child.Path} is no setting; those of {Section} are {string.Join(", ", Known)}");
            }
        }

        CertificateSettings certificate = new();
        Bind(section.GetSection(nameof(Certificate)), certificate);
        BindBroker(configuration, new StompBrokerOptions());
        BindWebSocket(configuration, new StompWebSocketOptions());
        BindSockJs(configuration, new StompSockJsOptions());
        var settings = new HostSettings(
            ReadListen(section.GetSection(nameof(Listen))),
            certificate,
            Get(section, nameof(ShutdownTimeout), TimeSpan.FromSeconds(10)),
            Get<bool?>(section, nameof(StompBrokerOptions.AllowAnonymous), defaultValue: null),
            BindUsers(configuration, new StompLoginOptions()).Users.Count > 0,
            section.GetSection(Jwt).Exists(),
            section.GetSection(Storage).Exists());
        BindJwt(configuration, new StompJwtOptions());
        BindStorage(configuration, new StompSqliteOptions());
        settings.Check();
        return settings;
    }

    /// <summary>Sets the options of the broker.</summary>
    /// <exception cref="SettingsException">A value is wrong.</exception>
    public static void BindBroker(IConfiguration configuration, StompBrokerOptions options)
    {
        IConfigurationSection section = configuration.GetSection(Section);
        Try(() =>
        {
            options.AllowAnonymous = section.GetValue(nameof(options.AllowAnonymous), options.AllowAnonymous);
            options.TopicPrefix = section.GetValue(nameof(options.TopicPrefix), options.TopicPrefix)!;
            options.QueuePrefix = section.GetValue(nameof(options.QueuePrefix), options.QueuePrefix)!;
            options.Server = section.GetValue(nameof(options.Server), options.Server)!;
            options.CredentialsDestination = section.GetValue(nameof(options.CredentialsDestination), options.CredentialsDestination)!;
            IConfigurationSection rules = section.GetSection(nameof(options.Authorization));
            if (rules.GetChildren().Select(static rule => rule.GetSection("Policy")).FirstOrDefault(static policy => policy.Exists()) is { } found)
            {
                throw new FormatException($"{found.Path}: policies are of applications that embed the broker; this process has none");
            }

            options.Authorization.Add(rules);
            options.Policies.Add(section.GetSection(nameof(options.Policies)));
        });
        Bind(section.GetSection(nameof(options.HeartBeat)), options.HeartBeat);
        Bind(section.GetSection(nameof(options.Limits)), options.Limits);
        Bind(section.GetSection(UserDestinations), options.Users);
    }

    /// <summary>Sets the options of STOMP over WebSocket.</summary>
    /// <exception cref="SettingsException">A value is wrong.</exception>
    public static void BindWebSocket(IConfiguration configuration, StompWebSocketOptions options) =>
        Bind(configuration.GetSection(Section).GetSection(WebSocket), options);

    /// <summary>Sets the options of STOMP over SockJS. The origins are those of WebSocket, unless it has its own.</summary>
    /// <exception cref="SettingsException">A value is wrong.</exception>
    public static void BindSockJs(IConfiguration configuration, StompSockJsOptions options)
    {
        IConfigurationSection section = configuration.GetSection(Section).GetSection(SockJs);
        if (!section.GetSection(nameof(options.AllowedOrigins)).Exists())
        {
            var webSocket = new StompWebSocketOptions();
            BindWebSocket(configuration, webSocket);
            options.AllowedOrigins = webSocket.AllowedOrigins;
        }

        Bind(section, options);
    }

    /// <summary>Adds the users.</summary>
    /// <exception cref="SettingsException">One is wrong.</exception>
    public static StompLoginOptions BindUsers(IConfiguration configuration, StompLoginOptions options)
    {
        Try(() => options.Add(configuration.GetSection(Section).GetSection(Users)));
        return options;
    }

    /// <summary>Sets which bearer tokens are taken.</summary>
    /// <exception cref="SettingsException">A value is wrong.</exception>
    public static void BindJwt(IConfiguration configuration, StompJwtOptions options) => Bind(configuration.GetSection(Section).GetSection(Jwt), options);

    /// <summary>Sets where messages are stored.</summary>
    /// <exception cref="SettingsException">A value is wrong.</exception>
    public static void BindStorage(IConfiguration configuration, StompSqliteOptions options) =>
        Bind(configuration.GetSection(Section).GetSection(Storage), options);

    private static List<ListenAddress> ReadListen(IConfigurationSection section)
    {
        // One address may stand there as a plain value too: Stomp__Listen=stomp://... Those that the command line took back have no value.
        string[] urls = section.Value is not null ? [section.Value] : [.. section.GetChildren().Select(child => child.Value).OfType<string>()];
        List<ListenAddress> addresses = [];
        Try(() => addresses.AddRange((urls.Length > 0 ? urls : DefaultListen).Select(ListenAddress.Parse)));
        return addresses;
    }

    private static T Get<T>(IConfigurationSection section, string key, T defaultValue)
    {
        T value = defaultValue;
        Try(() => value = section.GetValue(key, defaultValue)!);
        return value;
    }

    private static void Bind(IConfigurationSection section, object target)
    {
        CheckNames(section, target.GetType());
        Try(() => section.Bind(target));
    }

    // The binder can refuse unknown names too, but says it in terms of its own.
    private static void CheckNames(IConfigurationSection section, Type type)
    {
        PropertyInfo[] known =
        [
            .. type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(static property => !property.PropertyType.IsAssignableTo(typeof(Delegate))),
        ];
        foreach (IConfigurationSection child in section.GetChildren())
        {
            PropertyInfo property = known.FirstOrDefault(property => string.Equals(property.Name, child.Key, StringComparison.OrdinalIgnoreCase))
                ?? throw new SettingsException(
                    $"{child.Path} is no setting; those of {section.Path} are {string.Join(", ", known.Select(static property => property.Name))}");
            if (property.PropertyType.Assembly.GetName().Name!.StartsWith("Stomp.", StringComparison.Ordinal))
            {
                CheckNames(child, property.PropertyType);
            }
        }
    }

    private static void Try(Action action)
    {
        try
        {
            action();
        }
        catch (TargetInvocationException exception) when (exception.InnerException is ArgumentException inner)
        {
            throw new SettingsException(inner.Message);
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentException or FormatException)
        {
            throw new SettingsException(exception.Message);
        }
    }

    private void Check()
    {
        if (ShutdownTimeout <= TimeSpan.Zero)
        {
            throw new SettingsException($"Stomp:ShutdownTimeout is {ShutdownTimeout}; it must be greater than 0");
        }

        foreach (ListenAddress address in Listen)
        {
            if (!address.IsLoopback && AllowAnonymous != true && !HasUsers && !TakesTokens)
            {
                throw new SettingsException(
                    $"refusing to listen on {address}: no users are configured, so anybody could connect from outside; configure Stomp:Users or Stomp:Jwt, listen on a loopback address, or say --allow-anonymous");
            }

            if (address.UsesTls && Certificate.Path is null)
            {
                Certificate.Load();
            }
        }
    }
}
