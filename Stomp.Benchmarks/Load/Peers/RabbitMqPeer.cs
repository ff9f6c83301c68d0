using System.Globalization;
using Stomp.Benchmarks.Load.Wire;

namespace Stomp.Benchmarks.Load.Peers;

/// <summary>
/// RabbitMQ as Debian packages it, with its STOMP and Web STOMP plugins; but for addresses all is as it comes. Its queues are durable over STOMP,
/// so it is durable for each message that is sent as a persistent one.
/// </summary>
internal sealed class RabbitMqPeer : Peer
{
    private const string Package = "rabbitmq-server";
    private const string Root = "/usr/lib/rabbitmq";
    private const string Server = $"{Root}/bin/rabbitmq-server";
    private const string PortMapper = "/usr/bin/epmd";

    public override string Name => "RabbitMQ";

    public override string Key => "rabbitmq";

    public override string? WhyNot() =>
        File.Exists(Server) && File.Exists(PortMapper) ? null : $"not installed; sudo apt-get install -y --no-install-recommends {Package}";

    public override string Version() => $"{PackageVersion(Package)} on Erlang {PackageVersion("erlang-base")}";

    protected override RunningServer Start(TemporaryFolder folder, CancellationToken cancellationToken)
    {
        int[] ports = FreePorts.Take(5);
        (int amqp, int stomp, int webStomp, int distribution, int mapper) = (ports[0], ports[1], ports[2], ports[3], ports[4]);
        Dictionary<string, string> environment = MakeEnvironment(folder, distribution, mapper);
        environment["RABBITMQ_CONFIG_FILE"] = folder.Write("rabbitmq.conf", string.Create(CultureInfo.InvariantCulture,
            $"""
            listeners.tcp.1 = 127.0.0.1:{amqp}
            stomp.listeners.tcp.1 = 127.0.0.1:{stomp}
            stomp.tcp_listen_options.backlog = 4096
            web_stomp.tcp.ip = 127.0.0.1
            web_stomp.tcp.port = {webStomp}
            web_stomp.tcp.backlog = 4096
            log.console = false
            log.file.level = warning

            """));
        environment["RABBITMQ_ENABLED_PLUGINS_FILE"] = folder.Write("enabled_plugins", "[rabbitmq_stomp,rabbitmq_web_stomp].\n");

        // Erlang's port mapper: were it not there, the server would leave one behind.
        ChildProcess portMapper = ChildProcess.Start("epmd", folder.Path, PortMapper,
            ["-address", "127.0.0.1", "-port", mapper.ToString(CultureInfo.InvariantCulture)]);
        WaitOrEnd(() => portMapper.WaitForPort(mapper, cancellationToken), portMapper);
        ChildProcess server = ChildProcess.Start(Name, folder.Path, Server, [], environment);
        WaitOrEnd(
            () =>
            {
                server.WaitForPort(stomp, cancellationToken);
                server.WaitForPort(webStomp, cancellationToken);
            },
            server,
            portMapper);
        string Address(int port) => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}");
        return new RunningServer(
            folder, ServerUrl.Parse($"stomp://{Address(stomp)}"), ServerUrl.Parse($"ws://{Address(webStomp)}/ws"), server, portMapper)
        {
            Login = "guest",
            Passcode = "guest",
            VirtualHost = "/",
        };
    }

    private static Dictionary<string, string> MakeEnvironment(TemporaryFolder folder, int distribution, int mapper)
    {
        string? home = Directory.EnumerateDirectories($"{Root}/lib", "rabbitmq_server-*").FirstOrDefault();
        return new Dictionary<string, string>
        {
            ["HOME"] = folder.Path,
            ["RABBITMQ_HOME"] = home ?? throw new LoadException($"{Root}/lib has no rabbitmq_server-*: is the package {Package} whole?"),
            ["RABBITMQ_NODENAME"] = string.Create(CultureInfo.InvariantCulture, $"load-{distribution}@localhost"),
            ["RABBITMQ_DIST_PORT"] = distribution.ToString(CultureInfo.InvariantCulture),
            ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = "-kernel inet_dist_use_interface {127,0,0,1}",
            ["ERL_EPMD_PORT"] = mapper.ToString(CultureInfo.InvariantCulture),
            ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
            ["RABBITMQ_MNESIA_BASE"] = folder.MakeFolder("mnesia"),
            ["RABBITMQ_LOG_BASE"] = folder.MakeFolder("log"),
            ["RABBITMQ_PID_FILE"] = Path.Combine(folder.Path, "rabbitmq.pid"),
            ["RABBITMQ_FEATURE_FLAGS_FILE"] = Path.Combine(folder.Path, "feature_flags"),
            ["RABBITMQ_GENERATED_CONFIG_DIR"] = folder.MakeFolder("config"),
            ["RABBITMQ_SCHEMA_DIR"] = folder.MakeFolder("schema"),
            ["RABBITMQ_PLUGINS_EXPAND_DIR"] = folder.MakeFolder("plugins"),
            ["RABBITMQ_CONF_ENV_FILE"] = "/dev/null",
        };
    }
}
