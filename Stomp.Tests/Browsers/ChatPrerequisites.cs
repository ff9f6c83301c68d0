using Stomp.Tests.Clients;

namespace Stomp.Tests.Browsers;

/// <summary>What the tests of <c>samples/Chat</c> need besides the SDK.</summary>
internal static class ChatPrerequisites
{
    private const string Variable = "STOMP_TEST_BROWSER";

    private static readonly string[] KnownBrowsers =
    [
        "/usr/bin/chromium",
        "/usr/bin/chromium-browser",
        "/usr/bin/google-chrome",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        @"C:\Program Files\Google\Chrome\Application\chrome.exe",
    ];

    /// <summary>Leaves the test out when the pages' libraries were not installed when the sample was built.</summary>
    public static void RequireLibraries()
    {
        if (!File.Exists(Path.Combine(Path.GetDirectoryName(ChatFixture.Program)!, "wwwroot", "webjars", "jquery", "jquery.min.js")))
        {
            ClientScript.Missing("Install Node.js with npm, and build samples/Chat again.");
        }
    }

    /// <summary>The browser to test with. Leaves the test out when there is none.</summary>
    /// <returns>The path of its program.</returns>
    public static async Task<string> RequireBrowserAsync()
    {
        if (!Directory.Exists(Path.Combine(ClientScript.Folder, "stompjs", "node_modules", "playwright-core"))
            || await ClientScript.RunAsync("node", "--version") is null)
        {
            ClientScript.Missing("Install Node.js, then: npm ci --prefix Stomp.Tests/Clients/stompjs");
        }

        string? browser = Environment.GetEnvironmentVariable(Variable) ?? KnownBrowsers.FirstOrDefault(File.Exists);
        if (browser is null)
        {
            ClientScript.Missing($"Install Chromium (apt-get install chromium), or set {Variable} to the path of one.");
        }

        return browser!;
    }
}
