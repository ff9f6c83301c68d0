using NUnit.Framework;
using Stomp.Tests.Clients;

namespace Stomp.Tests.Browsers;

/// <summary>
/// Two people on the pages of <c>samples/Chat</c>, each in a browser of their own, over each transport that sockjs-client has for browsers of today. The scenarios
/// are in <c>Clients/stompjs/browsers/chat.mjs</c>.
/// </summary>
public sealed class ChatPageTests : ChatFixture
{
    private static readonly string[] Scenarios = ["tutorial", "modern"];

    // On an idle machine a scenario takes 3 s, half of it the browser's start. It waits 30 s for each thing that must happen, and says for which.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private string _browser = null!;

    [OneTimeSetUp]
    public async Task FindBrowser() => _browser = await ChatPrerequisites.RequireBrowserAsync();

    [Test]
    public async Task Scenario(
        [ValueSource(nameof(Scenarios))] string scenario,
        [Values("websocket", "no-websocket", "xhr-streaming", "eventsource", "iframe-eventsource", "htmlfile", "iframe-htmlfile", "xhr-polling", "iframe-xhr-polling", "jsonp-polling")]
        string transport)
    {
        (int code, string output) = await RunAsync(transport, scenario);
        Assert.That(code, Is.Zero, output);
    }

    [Test]
    public async Task Every_scenario_of_the_script_is_run()
    {
        (_, string output) = await RunAsync("websocket", "--list");
        Assert.That(output.Split('\n', StringSplitOptions.RemoveEmptyEntries), Is.EquivalentTo(Scenarios));
    }

    private async Task<(int Code, string Output)> RunAsync(string transport, string scenario) =>
        (await ClientScript.RunAsync(Patience, "node", "stompjs/browsers/chat.mjs", _browser, Address.OriginalString, transport, scenario))!.Value;
}
