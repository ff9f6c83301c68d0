using NUnit.Framework;
using Stomp.Tests.EndToEnd;

namespace Stomp.Tests.Clients;

/// <summary>
/// What sockjs-client does on Node.js, with @stomp/stompjs over it: the version that the Spring tutorial has and the newest, each transport forced. The scenarios are in
/// <c>stompjs/sockjs.mjs</c>.
/// </summary>
public sealed class SockJsClientTests : ServerFixture
{
    private static readonly string[] Scenarios =
        ["exchange", "in-order", "large-message", "heart-beat", "error-before-close", "disconnect-with-receipt"];

    private protected override (string Name, string Value)[] Settings => [("HeartBeat:Receive", "00:00:00.5")];

    [OneTimeSetUp]
    public async Task FindNode()
    {
        if (!Directory.Exists(Path.Combine(ClientScript.Folder, "stompjs", "node_modules", "sockjs-client-1.1.2"))
            || await ClientScript.RunAsync("node", "--version") is null)
        {
            ClientScript.Missing("Install Node.js, then: npm ci --prefix Stomp.Tests/Clients/stompjs");
        }
    }

    [Test]
    public async Task Scenario(
        [Values("1.1.2", "1.6.1")] string version,
        [Values("websocket", "xhr-streaming", "eventsource", "xhr-polling")] string transport,
        [ValueSource(nameof(Scenarios))] string scenario)
    {
        (int code, string output) = (await ClientScript.RunAsync("node", "stompjs/sockjs.mjs", $"{Server.SockJs}", version, transport, scenario))!.Value;
        Assert.That(code, Is.Zero, output);
    }

    [Test]
    public async Task Every_scenario_of_the_script_is_run()
    {
        (_, string output) = (await ClientScript.RunAsync("node", "stompjs/sockjs.mjs", $"{Server.SockJs}", "1.6.1", "websocket", "--list"))!.Value;
        Assert.That(output.Split('\n', StringSplitOptions.RemoveEmptyEntries), Is.EquivalentTo(Scenarios));
    }
}
