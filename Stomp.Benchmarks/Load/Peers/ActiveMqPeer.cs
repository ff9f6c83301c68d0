using System.Globalization;
using Stomp.Benchmarks.Load.Wire;

namespace Stomp.Benchmarks.Load.Peers;

/// <summary>
/// ActiveMQ Classic as Debian packages it: the policies and the memory of its distribution, STOMP over NIO alone. Messages are kept in memory; when
/// it is durable, in KahaDB, its own default, which syncs its journal for each message or for those that wait together.
/// </summary>
/// <remarks>Its package has no WebSocket transport. Small writes are sent at once (<c>tcpNoDelay</c>), which is not its default but serves it better.</remarks>
internal sealed class ActiveMqPeer : Peer
{
    private const string Package = "activemq";
    private const string Root = "/usr/share/activemq";
    private const string Java = "/usr/bin/java";

    // What the start script of its distribution gives it.
    private static readonly string[] Memory = ["-Xms64M", "-Xmx1G"];

    public override string Name => "ActiveMQ";

    public override string Key => "activemq";

    public override string? WhyNot() =>
        File.Exists($"{Root}/bin/activemq.jar") && File.Exists(Java) ? null : $"not installed; sudo apt-get install -y --no-install-recommends {Package} default-jre-headless";

    public override string Version() => $"{PackageVersion(Package)} on {JavaVersion()}";

    protected override RunningServer Start(TemporaryFolder folder, CancellationToken cancellationToken)
    {
        int port = FreePorts.Take(1)[0];
        string configuration = folder.MakeFolder("conf");
        string data = folder.MakeFolder("data");
        string temporary = folder.MakeFolder("tmp");
        string store = IsDurable
            ? $"<persistenceAdapter><kahaDB directory=\"{data}/kahadb\" journalDiskSyncStrategy=\"always\"/></persistenceAdapter>"
            : "";
        string broker = folder.Write("conf/activemq.xml", string.Create(CultureInfo.InvariantCulture,
            $"""
            <beans xmlns="http://www.springframework.org/schema/beans" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
              xsi:schemaLocation="http://www.springframework.org/schema/beans http://www.springframework.org/schema/beans/spring-beans-2.0.xsd
              http://activemq.apache.org/schema/core http://activemq.apache.org/schema/core/activemq-core.xsd">
              <broker xmlns="http://activemq.apache.org/schema/core" brokerName="load" useJmx="false" persistent="{(IsDurable ? "true" : "false")}" dataDirectory="{data}">
                <destinationPolicy>
                  <policyMap><policyEntries>
                    <policyEntry topic=">">
                      <pendingMessageLimitStrategy><constantPendingMessageLimitStrategy limit="1000"/></pendingMessageLimitStrategy>
                    </policyEntry>
                  </policyEntries></policyMap>
                </destinationPolicy>
                {store}
                <systemUsage><systemUsage>
                  <memoryUsage><memoryUsage percentOfJvmHeap="70"/></memoryUsage>
                </systemUsage></systemUsage>
                <transportConnectors>
                  <transportConnector name="stomp" uri="stomp+nio://127.0.0.1:{port}?maximumConnections=20000&amp;backlog=4096&amp;transport.tcpNoDelay=true"/>
                </transportConnectors>
              </broker>
            </beans>

            """));
        string log = folder.Write("conf/log4j2.properties",
            """
            rootLogger.level=WARN
            rootLogger.appenderRef.c.ref=C
            appender.c.type=Console
            appender.c.name=C
            appender.c.layout.type=PatternLayout

            """);
        string classPath = string.Join(':', Jars().Prepend(configuration));
        ChildProcess process = ChildProcess.Start(Name, folder.Path, Java,
        [
            .. Memory, $"-Djava.io.tmpdir={temporary}", $"-Dactivemq.home={Root}", $"-Dactivemq.base={folder.Path}", $"-Dactivemq.conf={configuration}",
            $"-Dactivemq.data={data}", $"-Dlog4j.configurationFile={log}", $"-Dactivemq.classpath={classPath}",
            "-cp", $"{Root}/bin/activemq.jar:{classPath}", "org.apache.activemq.console.Main", "start", $"xbean:file:{broker}",
        ]);
        WaitOrEnd(() => process.WaitForPort(port, cancellationToken), process);
        return new RunningServer(
            folder, ServerUrl.Parse(string.Create(CultureInfo.InvariantCulture, $"stomp://127.0.0.1:{port}")), webSocket: null, process);
    }

    private static IEnumerable<string> Jars() =>
        Directory.EnumerateFiles($"{Root}/lib", "*.jar").Concat(
            Directory.EnumerateFiles($"{Root}/lib/optional", "*.jar")).Order(StringComparer.Ordinal);

    private static string JavaVersion()
    {
        using ChildProcess java = ChildProcess.Start("java", "/", Java, ["-version"]);
        IReadOnlyList<string> lines = java.WaitForLine("OpenJDK Runtime", CancellationToken.None);
        return lines[^1];
    }
}
