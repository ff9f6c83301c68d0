using NUnit.Framework;
using Stomp.Tests.EndToEnd;

namespace Stomp.Tests.Clients;

/// <summary>What @stomp/stompjs does on Node.js, over WebSocket. The scenarios are in <c>stompjs/scenarios.mjs</c>.</summary>
public sealed class StompJsTests : ServerFixture
{
    private static readonly string[] Scenarios =
    [
        "version-1.0", "version-1.1", "version-1.2", "text-and-binary-bodies", "headers-with-special-characters", "ack-client-individual", "nack",
        "transaction", "heart-beat", "unsubscribe", "disconnect-with-receipt", "error-before-close", "force-binary-frames", "split-large-frames",
        "split-large-binary-frames",
    ];

    private protected override (string Name, string Value)[] Settings => [("HeartBeat:Receive", "00:00:00.5")];

    [OneTimeSetUp]
    public async Task FindNode()
    {
        if (!Directory.Exists(Path.Combine(ClientScript.Folder, "stompjs", "node_modules"))
            || await ClientScript.RunAsync("node", "--version") is null)
        {
            ClientScript.Missing("Install Node.js, then: npm ci --prefix Stomp.Tests/Clients/stompjs");
        }
    }

    [TestCaseSource(nameof(Scenarios))]
    public async Task Scenario(string scenario)
    {
        (int code, string output) = (await ClientScript.RunAsync("node", "stompjs/scenarios.mjs", $"{Server.WebSocket}", scenario))!.Value;
        Assert.That(code, Is.Zero, output);
    }

    [Test]
    public async Task Every_scenario_of_the_script_is_run()
    {
        (_, string output) = (await ClientScript.RunAsync("node", "stompjs/scenarios.mjs", $"{Server.WebSocket}", "--list"))!.Value;
        Assert.That(output.Split('\n', StringSplitOptions.RemoveEmptyEntries), Is.EquivalentTo(Scenarios));
    }
}
